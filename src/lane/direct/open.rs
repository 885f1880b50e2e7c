//! Values of any shape: kept as they are, or passed over. Either way every byte is checked.

use bumpalo::collections::Vec as BumpVec;

use super::{Declined, DirectSource};
use crate::scan::Number;
use crate::wire::Source;
use crate::{Json, Map};

impl<'a, const SPACED: bool> DirectSource<'_, 'a, SPACED> {
    /// The value at the cursor. If it is a container, it has no more than that `depth`.
    pub(super) fn any(&mut self, depth: usize) -> Result<Json<'a>, Declined> {
        Ok(match self.cursor.byte() {
            b'"' => Json::String(self.str(0)?),
            b'{' => {
                self.enters(depth)?;
                self.open(b'{')?;
                let mut entries = BumpVec::new_in(self.texts.arena());
                if !self.cursor.eat(b'}') {
                    loop {
                        let key = self.str(0)?;
                        self.colon()?;
                        entries.push((key, self.any(depth + 1)?));
                        if !self.follows(b'}')? {
                            break;
                        }
                    }
                }
                Json::Object(Map::new(entries.into_bump_slice()))
            }
            b'[' => {
                self.enters(depth)?;
                self.open(b'[')?;
                let mut values = BumpVec::new_in(self.texts.arena());
                if !self.cursor.eat(b']') {
                    loop {
                        values.push(self.any(depth + 1)?);
                        if !self.follows(b']')? {
                            break;
                        }
                    }
                }
                Json::Array(values.into_bump_slice())
            }
            b'n' => {
                self.literal(b"null")?;
                Json::Null
            }
            b't' | b'f' => Json::Bool(self.bool()?),
            _ => match self.cursor.number().ok_or(Declined)? {
                Number::U64(value) => Json::U64(value),
                Number::I64(value) => Json::I64(value),
                Number::F64(value) => Json::F64(value),
            },
        })
    }

    /// Goes behind the value at the cursor.
    pub(super) fn pass(&mut self, depth: usize) -> Result<(), Declined> {
        match self.cursor.byte() {
            b'"' => self.texts.pass(&mut self.cursor).ok_or(Declined),
            b'{' => {
                self.enters(depth)?;
                self.open(b'{')?;
                if self.cursor.eat(b'}') {
                    return Ok(());
                }
                loop {
                    self.texts.pass(&mut self.cursor).ok_or(Declined)?;
                    self.colon()?;
                    self.pass(depth + 1)?;
                    if !self.follows(b'}')? {
                        return Ok(());
                    }
                }
            }
            b'[' => {
                self.enters(depth)?;
                self.open(b'[')?;
                if self.cursor.eat(b']') {
                    return Ok(());
                }
                loop {
                    self.pass(depth + 1)?;
                    if !self.follows(b']')? {
                        return Ok(());
                    }
                }
            }
            b'n' => self.literal(b"null"),
            b't' | b'f' => self.bool().map(drop),
            _ => self.cursor.number().map(drop).ok_or(Declined),
        }
    }

    /// Refuses to go deeper than is allowed.
    fn enters(&self, depth: usize) -> Result<(), Declined> {
        if depth > self.max_depth { Err(Declined) } else { Ok(()) }
    }

    fn colon(&mut self) -> Result<(), Declined> {
        self.blanks();
        self.open(b':')
    }

    fn literal(&mut self, text: &'static [u8]) -> Result<(), Declined> {
        if self.cursor.eat_text(text) { Ok(()) } else { Err(Declined) }
    }
}
