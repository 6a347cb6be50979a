//! Nothing: the package is there for its dependencies' features and its test.
