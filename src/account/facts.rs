//! What a case knows.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::{Name, Value};

/// Facts with their values, in the playbook's order. The names are shared, with the playbook by the cases that it runs.
/// Stored are those that are known, as pairs.
#[derive(Clone)]
pub(crate) struct Facts {
    names: Arc<[Name]>,
    /// One for each name; none while it is unknown.
    values: Box<[Option<Value>]>,
}

impl Facts {
    pub(crate) fn new(names: Arc<[Name]>, values: impl Into<Box<[Option<Value>]>>) -> Self {
        Self { names, values: values.into() }
    }

    /// The values, if the names are these: of a case that was not read back since its playbook ran it.
    pub(crate) fn values_of(&self, names: &Arc<[Name]>) -> Option<&[Option<Value>]> {
        Arc::ptr_eq(&self.names, names).then_some(&self.values)
    }

    pub(crate) fn get(&self, fact: &str) -> Option<&Value> {
        self.iter().find_map(|(name, value)| (*name == *fact).then_some(value))
    }

    /// Those that are known.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.names.iter().zip(&self.values).filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Facts {}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().collect::<Vec<_>>())
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let known: Vec<(Name, Value)> = Vec::deserialize(deserializer)?;
        let (names, values): (Vec<_>, Vec<_>) = known.into_iter().map(|(name, value)| (name, Some(value))).unzip();
        Ok(Self::new(names.into(), values))
    }
}
