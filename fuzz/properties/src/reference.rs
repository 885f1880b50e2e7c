//! What JSON is, once more and as simply as can be: RFC 8259 by recursive descent, for places. Shares nothing with
//! rtwire.

/// What is wrong with a text, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No valid text goes on with this byte, or the text ends here although it must not.
    Syntax(usize),
    /// This bracket opens one container too many inside each other.
    TooDeep(usize),
}

impl Fault {
    pub(crate) const fn offset(self) -> usize {
        match self {
            Self::Syntax(offset) | Self::TooDeep(offset) => offset,
        }
    }
}

/// What a text is. Bytes from 0x80 up are taken in strings as they come: whether they are UTF-8 is another question.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) fault: Option<Fault>,
    /// The backslash of the first half of a surrogate pair that is alone.
    pub(crate) lone: Option<usize>,
    /// The first number beyond what a 64-bit float holds.
    pub(crate) beyond: Option<usize>,
    /// Whether there is a `-0`, which some readers take for an integer and some for a float.
    pub(crate) minus_zero: bool,
    /// How many containers stand around some value.
    pub(crate) depth: usize,
    /// How many values and keys there are.
    pub(crate) nodes: usize,
    /// Where the first begins that is one too many.
    pub(crate) crowded: Option<usize>,
}

/// Reads a text in which containers nest at most `deepest` deep.
pub(crate) fn read(text: &[u8], deepest: usize) -> Text {
    read_within(text, deepest, usize::MAX)
}

/// The same, where there may be at most so many `nodes`. More are read on.
pub(crate) fn read_within(text: &[u8], deepest: usize, nodes: usize) -> Text {
    let mut reader = Reader { text, at: 0, deepest, most: nodes, found: Text::default() };
    reader.found.fault = reader.frame().err();
    reader.found
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    deepest: usize,
    most: usize,
    found: Text,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    const fn fault(&self) -> Fault {
        Fault::Syntax(self.at)
    }

    fn expect(&mut self, allowed: impl Fn(u8) -> bool) -> Result<u8, Fault> {
        let byte = self.peek().filter(|byte| allowed(*byte)).ok_or_else(|| self.fault())?;
        self.at += 1;
        Ok(byte)
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| b" \t\n\r".contains(&byte)) {
            self.at += 1;
        }
    }

    fn frame(&mut self) -> Result<(), Fault> {
        self.space();
        self.value(0)?;
        self.space();
        if self.at == self.text.len() { Ok(()) } else { Err(self.fault()) }
    }

    fn node(&mut self) {
        if self.found.nodes == self.most {
            self.found.crowded.get_or_insert(self.at);
        }
        self.found.nodes += 1;
    }

    fn value(&mut self, depth: usize) -> Result<(), Fault> {
        self.node();
        self.found.depth = self.found.depth.max(depth);
        match self.peek() {
            Some(b'{' | b'[') if depth == self.deepest => Err(Fault::TooDeep(self.at)),
            Some(b'{') => self.container(b'}', |reader| {
                reader.node();
                reader.string()?;
                reader.space();
                reader.expect(|byte| byte == b':')?;
                reader.space();
                reader.value(depth + 1)
            }),
            Some(b'[') => self.container(b']', |reader| reader.value(depth + 1)),
            Some(b'"') => self.string(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn container(&mut self, end: u8, part: impl Fn(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.at += 1;
        self.space();
        if self.peek() == Some(end) {
            self.at += 1;
            return Ok(());
        }
        loop {
            part(self)?;
            self.space();
            if self.expect(|byte| byte == b',' || byte == end)? == end {
                return Ok(());
            }
            self.space();
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Fault> {
        word.iter().try_for_each(|&letter| self.expect(|byte| byte == letter).map(drop))
    }

    fn digits(&mut self) -> Result<(), Fault> {
        self.expect(|byte| byte.is_ascii_digit())?;
        while self.expect(|byte| byte.is_ascii_digit()).is_ok() {}
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let minus = self.expect(|byte| byte == b'-').is_ok();
        if self.expect(|byte| byte == b'0').is_err() {
            self.digits()?;
        }
        let whole = self.at;
        if self.expect(|byte| byte == b'.').is_ok() {
            self.digits()?;
        }
        if self.expect(|byte| byte == b'e' || byte == b'E').is_ok() {
            let _signed = self.expect(|byte| byte == b'+' || byte == b'-');
            self.digits()?;
        }
        let number = &self.text[start..self.at];
        self.found.minus_zero |= minus && whole == self.at && number == b"-0";
        let value: f64 = str::from_utf8(number).ok().and_then(|number| number.parse().ok()).expect("it is a number");
        if value.is_infinite() {
            self.found.beyond.get_or_insert(start);
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.expect(|byte| byte == b'"')?;
        // Where the first half of a pair begins that ends here.
        let mut half = None;
        loop {
            let start = self.at;
            let first = half.take().filter(|&(_, end)| end == start).map(|(begin, _)| begin);
            let byte = self.expect(|byte| byte >= 0x20)?;
            let unit = if byte == b'\\' { self.escape()? } else { 0 };
            let second = matches!(unit, 0xdc00..0xe000);
            if let Some(begin) = first
                && !second
            {
                self.lone(begin);
            }
            if second && first.is_none() {
                self.lone(start);
            }
            if matches!(unit, 0xd800..0xdc00) {
                half = Some((start, self.at));
            }
            if byte == b'"' {
                return Ok(());
            }
        }
    }

    fn lone(&mut self, offset: usize) {
        self.found.lone.get_or_insert(offset);
    }

    /// What stands behind a backslash; as a UTF-16 unit if it is one, else 0.
    fn escape(&mut self) -> Result<u16, Fault> {
        if self.expect(|byte| b"\"\\/bfnrtu".contains(&byte))? != b'u' {
            return Ok(0);
        }
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.expect(|byte| byte.is_ascii_hexdigit())?;
            unit = unit << 4 | char::from(digit).to_digit(16).map_or(0, |digit| digit as u16);
        }
        Ok(unit)
    }
}

#[test]
fn faults_have_their_places() {
    use Fault::{Syntax, TooDeep};
    for (text, fault) in [
        (&b""[..], Some(Syntax(0))),
        (b" 1 ", None),
        (b"[1,{\"a\":[]}]", None),
        (b"[1,]", Some(Syntax(3))),
        (b"[01]", Some(Syntax(2))),
        (b"[-]", Some(Syntax(2))),
        (b"nul", Some(Syntax(3))),
        (b"nulx", Some(Syntax(3))),
        (b"\"\x1f\"", Some(Syntax(1))),
        (b"\"\\x\"", Some(Syntax(2))),
        (b"\"\\u00g0\"", Some(Syntax(5))),
        (b"{\"a\" 1}", Some(Syntax(5))),
        (b"[[[[]]]]", Some(TooDeep(3))),
        (b"\"\xff\"", None),
        (b"\xff", Some(Syntax(0))),
    ] {
        assert_eq!(read(text, 3).fault, fault, "{}", String::from_utf8_lossy(text));
    }
    let lone = |text: &str| read(text.as_bytes(), 3).lone;
    assert_eq!(lone(r#""\ud83d\ude00""#), None);
    assert_eq!(lone(r#""a\ud83d""#), Some(2));
    assert_eq!(lone(r#""\ude00""#), Some(1));
    assert_eq!(lone(r#""\ud83d\ud83d\ude00""#), Some(1));
    assert_eq!(lone(r#""\ud83d-\ude00""#), Some(1));
    let number = read(b"[1e308,-0,-1e309]", 3);
    assert_eq!((number.beyond, number.minus_zero, number.nodes), (Some(10), true, 4));
    assert_eq!(read_within(b"{\"a\":[1, 2]}", 3, 4).crowded, Some(9));
}
