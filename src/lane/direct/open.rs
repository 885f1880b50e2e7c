//! Values of any shape: kept as they are, or passed over. Either way every byte is checked.

use bumpalo::collections::Vec as BumpVec;

use super::{Declined, DirectSource};
use crate::number::Number;
use crate::wire::{Found, Source};
use crate::{Json, Map};

/// How many members or elements there is room for at first.
const AT_FIRST: usize = 4;

impl<'a, const SPACED: bool> DirectSource<'_, 'a, SPACED> {
    /// Reads the value at the cursor into its place, for a copy just after it was written waits for that. If it is a
    /// container, it has no more than that `depth`.
    ///
    /// By recursion: what is no container, and wants much of the stack without optimisation, is read by functions of its own.
    pub(super) fn any(&mut self, depth: usize, value: &mut Json<'a>) -> Result<(), Declined> {
        match self.cursor.byte() {
            b'{' => {
                self.enters(depth)?;
                self.open(b'{')?;
                if self.cursor.eat(b'}') {
                    *value = Json::Object(Map::EMPTY);
                    return Ok(());
                }
                let mut entries = BumpVec::with_capacity_in(AT_FIRST, self.texts.arena());
                loop {
                    let key = self.text()?;
                    self.colon()?;
                    entries.push((key, Json::Null));
                    if let Some((_, value)) = entries.last_mut() {
                        self.any(depth + 1, value)?;
                    }
                    if !self.follows(b'}')? {
                        break;
                    }
                }
                *value = Json::Object(Map::new(entries.into_bump_slice()));
            }
            b'[' => {
                self.enters(depth)?;
                self.open(b'[')?;
                if self.cursor.eat(b']') {
                    *value = Json::Array(&[]);
                    return Ok(());
                }
                let mut values = BumpVec::with_capacity_in(AT_FIRST, self.texts.arena());
                loop {
                    values.push(Json::Null);
                    if let Some(value) = values.last_mut() {
                        self.any(depth + 1, value)?;
                    }
                    if !self.follows(b']')? {
                        break;
                    }
                }
                *value = Json::Array(values.into_bump_slice());
            }
            _ => self.leaf(value)?,
        }
        Ok(())
    }

    /// The same of a value that is no container.
    fn leaf(&mut self, value: &mut Json<'a>) -> Result<(), Declined> {
        match self.cursor.byte() {
            b'"' => *value = Json::String(self.text()?),
            b'n' => {
                self.literal(b"null")?;
                *value = Json::Null;
            }
            b't' | b'f' => *value = Json::Bool(self.bool()?),
            _ => match self.cursor.number().ok_or(Declined)? {
                Number::U64(number) => *value = Json::U64(number),
                Number::I64(number) => *value = Json::I64(number),
                Number::F64(number) => *value = Json::F64(number),
            },
        }
        Ok(())
    }

    fn text(&mut self) -> Result<&'a str, Declined> {
        self.str(0)
    }

    /// Goes behind the value at the cursor, and says what it was.
    pub(super) fn pass(&mut self, depth: usize) -> Result<Found, Declined> {
        match self.cursor.byte() {
            b'"' => self.texts.pass(&mut self.cursor).map(|()| Found::String).ok_or(Declined),
            b'{' => {
                self.enters(depth)?;
                self.open(b'{')?;
                let mut more = !self.cursor.eat(b'}');
                while more {
                    self.texts.pass(&mut self.cursor).ok_or(Declined)?;
                    self.colon()?;
                    self.pass(depth + 1)?;
                    more = self.follows(b'}')?;
                }
                Ok(Found::Object)
            }
            b'[' => {
                self.enters(depth)?;
                self.open(b'[')?;
                let mut more = !self.cursor.eat(b']');
                while more {
                    self.pass(depth + 1)?;
                    more = self.follows(b']')?;
                }
                Ok(Found::Array)
            }
            b'n' => self.literal(b"null").map(|()| Found::Null),
            b't' | b'f' => self.bool().map(|_| Found::Boolean),
            _ => match self.cursor.pass_number() {
                Some(true) => Ok(Found::Number),
                Some(false) => Ok(Found::Integer),
                None => Err(Declined),
            },
        }
    }

    /// Goes to the end of the event at the cursor, which is the frame's.
    pub(super) fn pass_event(&mut self) -> Result<(), Declined> {
        let (mut object, mut more) = self.object()?;
        while more {
            self.texts.pass(&mut self.cursor).ok_or(Declined)?;
            self.colon()?;
            self.pass(2)?;
            more = self.next(&mut object)?;
        }
        Ok(())
    }

    /// Refuses to go deeper than is allowed.
    fn enters(&self, depth: usize) -> Result<(), Declined> {
        if depth > self.max_depth { Err(Declined) } else { Ok(()) }
    }

    pub(super) fn colon(&mut self) -> Result<(), Declined> {
        self.blanks();
        if !self.cursor.eat(b':') {
            return Err(Declined);
        }
        self.blank();
        Ok(())
    }

    fn literal(&mut self, text: &'static [u8]) -> Result<(), Declined> {
        if self.cursor.eat_text(text) { Ok(()) } else { Err(Declined) }
    }
}
