//! Documents and text by host, for as many hosts as fit.

use super::DocumentCount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Hosts that are counted apart; those that come later are counted together.
pub const HOSTS: usize = 10_000;

/// Counts by host: of the first [`HOSTS`] hosts in the order of the inputs each, of all others together.
///
/// Summed in the order of the inputs it comes out the same for any threads and batches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hosts {
    /// By name.
    pub named: BTreeMap<String, DocumentCount>,
    /// Documents of hosts that came after the first [`HOSTS`].
    pub others: DocumentCount,
    /// Documents without an address.
    pub unknown: DocumentCount,
}

impl Hosts {
    /// Adds the count of documents of a host, or of none that is known.
    pub fn add(&mut self, host: Option<&str>, count: DocumentCount) {
        let Some(host) = host else {
            self.unknown += count;
            return;
        };
        if let Some(known) = self.named.get_mut(host) {
            *known += count;
        } else if self.named.len() < HOSTS {
            self.named.insert(host.to_owned(), count);
        } else {
            self.others += count;
        }
    }
}

impl AddAssign for Hosts {
    fn add_assign(&mut self, other: Self) {
        for (host, count) in other.named {
            self.add(Some(&host), count);
        }
        self.others += other.others;
        self.unknown += other.unknown;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_further_hosts_together_and_loses_none() {
        let one = DocumentCount { documents: 1, chars_in: 10, chars_out: 5 };
        let mut hosts = Hosts::default();
        for number in 0..HOSTS + 7 {
            hosts.add(Some(&format!("h{number}.org")), one);
        }
        hosts.add(Some("h3.org"), one);
        hosts.add(None, one);
        assert_eq!((hosts.named.len(), hosts.named["h3.org"].documents), (HOSTS, 2));
        assert_eq!((hosts.others.documents, hosts.unknown.chars_out), (7, 5));
    }
}
