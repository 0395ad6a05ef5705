//! Stories over the service on both engines.
