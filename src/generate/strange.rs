//! Fields that nobody documents, as gateways and new servers add them.

use super::random::Random;
use super::tree::Tree;

/// Adds one to three of them to the event.
///
/// Three names over all events, so that the drift report holds an entry for each.
pub(super) fn add(random: &mut Random, tree: &mut Tree) {
    let which = random.between(1, 7);
    tree.extend(|tree| {
        if which & 1 != 0 {
            tree.thousandths("client_timestamp", 1_767_225_600_000 + u64::from(random.below(1 << 30)));
        }
        if which & 2 != 0 {
            tree.string("edge", |leaf| {
                let mut digits = [0; 12];
                random.base62(&mut digits);
                leaf.extend_from_slice(&digits);
            });
        }
        if which & 4 != 0 {
            tree.object("trace", |tree| {
                tree.int("span", random.below(1 << 20).into());
                tree.flag("sampled", random.one_in(10));
                tree.null("parent");
            });
        }
    });
}
