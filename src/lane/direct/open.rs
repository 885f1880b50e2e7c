//! Values of any shape: kept as they are, or passed over. Either way every byte is checked.

use bumpalo::collections::Vec as BumpVec;

use super::{Declined, DirectSource};
use crate::number::Number;
use crate::wire::{Found, Source};
use crate::{Json, Map};

impl<'a, const SPACED: bool> DirectSource<'_, 'a, SPACED> {
    /// The value at the cursor. If it is a container, it has no more than that `depth`.
    ///
    /// By recursion: what is no container, and wants much of the stack without optimisation, is read by functions of its own.
    pub(super) fn any(&mut self, depth: usize) -> Result<Json<'a>, Declined> {
        Ok(match self.cursor.byte() {
            b'{' => {
                self.enters(depth)?;
                self.open(b'{')?;
                let mut entries = BumpVec::new_in(self.texts.arena());
                let mut more = !self.cursor.eat(b'}');
                while more {
                    let key = self.text()?;
                    self.colon()?;
                    entries.push((key, self.any(depth + 1)?));
                    more = self.follows(b'}')?;
                }
                Json::Object(Map::new(entries.into_bump_slice()))
            }
            b'[' => {
                self.enters(depth)?;
                self.open(b'[')?;
                let mut values = BumpVec::new_in(self.texts.arena());
                let mut more = !self.cursor.eat(b']');
                while more {
                    values.push(self.any(depth + 1)?);
                    more = self.follows(b']')?;
                }
                Json::Array(values.into_bump_slice())
            }
            _ => self.leaf()?,
        })
    }

    /// The value at the cursor, which is no container.
    fn leaf(&mut self) -> Result<Json<'a>, Declined> {
        Ok(match self.cursor.byte() {
            b'"' => Json::String(self.text()?),
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
