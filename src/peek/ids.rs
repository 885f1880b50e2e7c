//! [`ids`]: by which ids an event belongs where.

use super::Unsure;
use super::walk::Walk;
use crate::scan::prefetch_ahead;

/// The ids of an event; none where it has none, or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Ids<'a> {
    /// `event_id`.
    pub event_id: Option<&'a str>,
    /// `response_id`; where there is none, the `id` of `response`.
    pub response_id: Option<&'a str>,
    /// `item_id`; where there is none, the `id` of `item`.
    pub item_id: Option<&'a str>,
    /// `call_id`; where there is none, that of `item`.
    pub call_id: Option<&'a str>,
}

/// The ids of an event of any kind.
///
/// ```
/// use rtwire::peek::ids;
///
/// let frame = br#"{"type":"response.output_item.added","event_id":"event_1","response_id":"resp_1",
///     "item":{"type":"function_call","id":"item_1","call_id":"call_1","name":"get_weather"}}"#;
/// let ids = ids(frame)?;
/// assert_eq!((ids.response_id, ids.item_id, ids.call_id), (Some("resp_1"), Some("item_1"), Some("call_1")));
/// # Ok::<(), rtwire::peek::Unsure>(())
/// ```
///
/// # Errors
///
/// [`Unsure`] if one of these stands twice, is neither string nor null or is written with escapes, if a key beside it
/// is, or if the members are not those of a JSON object.
pub fn ids(frame: &[u8]) -> Result<Ids<'_>, Unsure> {
    prefetch_ahead(frame);
    let mut walk = Walk::open(frame)?;
    let mut ids = Ids::default();
    let (mut response, mut item) = (None, None);
    while let Some(key) = walk.key()? {
        match key {
            b"event_id" => once(&mut ids.event_id, walk.text()?)?,
            b"response_id" => once(&mut ids.response_id, walk.text()?)?,
            b"item_id" => once(&mut ids.item_id, walk.text()?)?,
            b"call_id" => once(&mut ids.call_id, walk.text()?)?,
            b"response" => once(&mut response, Some(object(&mut walk)?))?,
            b"item" => once(&mut item, Some(object(&mut walk)?))?,
            _ => _ = walk.value()?,
        }
    }
    walk.end()?;
    let (response, item) = (response.unwrap_or_default(), item.unwrap_or_default());
    ids.response_id = ids.response_id.or(response.id);
    ids.item_id = ids.item_id.or(item.id);
    ids.call_id = ids.call_id.or(item.call_id);
    Ok(ids)
}

/// What of an object is among the ids.
#[derive(Clone, Copy, Default)]
struct Object<'f> {
    id: Option<&'f str>,
    call_id: Option<&'f str>,
}

fn object<'f>(walk: &mut Walk<'f>) -> Result<Object<'f>, Unsure> {
    let mut object = Object::default();
    if walk.enter_or_null()? {
        while let Some(key) = walk.key()? {
            match key {
                b"id" => once(&mut object.id, walk.text()?)?,
                b"call_id" => once(&mut object.call_id, walk.text()?)?,
                _ => _ = walk.value()?,
            }
        }
    }
    Ok(object)
}

/// Fills what nothing was in.
pub(super) fn once<T>(slot: &mut Option<T>, value: Option<T>) -> Result<(), Unsure> {
    if slot.is_some() {
        return Err(Unsure);
    }
    *slot = value;
    Ok(())
}
