//! The tenancy coverage table.
