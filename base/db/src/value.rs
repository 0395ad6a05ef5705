//! Values on their way into and out of a statement.

use jiff::Timestamp;
use uuid::Uuid;

use crate::Error;

/// PostgreSQL cannot store it; SQLite is made to refuse it too.
pub(crate) const NUL_IN_TEXT: &str = "text with a NUL character cannot be stored";

/// A value bound to a statement.
#[derive(Debug, Clone, Copy)]
pub enum Param<'a> {
    /// NULL of any type.
    Null,
    /// BIGINT.
    Int(i64),
    /// BOOLEAN (0 or 1 on SQLite).
    Bool(bool),
    /// TEXT.
    Text(&'a str),
    /// BYTEA (BLOB on SQLite).
    Bytes(&'a [u8]),
    /// UUID (a BLOB of 16 bytes on SQLite).
    Uuid(Uuid),
}

/// What can be bound to a statement.
pub trait ToParam {
    /// The value as the database takes it.
    fn to_param(&self) -> Param<'_>;
}

impl ToParam for Param<'_> {
    fn to_param(&self) -> Param<'_> {
        *self
    }
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}

impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, ToParam::to_param)
    }
}

macro_rules! to_param {
    ($($type:ty => |$value:ident| $param:expr;)+) => {$(
        impl ToParam for $type {
            fn to_param(&self) -> Param<'_> {
                let $value = self;
                $param
            }
        }
    )+};
}

to_param! {
    i64 => |v| Param::Int(*v);
    i32 => |v| Param::Int(i64::from(*v));
    u32 => |v| Param::Int(i64::from(*v));
    u64 => |v| Param::Int(i64::try_from(*v).unwrap_or(i64::MAX));
    usize => |v| Param::Int(i64::try_from(*v).unwrap_or(i64::MAX));
    bool => |v| Param::Bool(*v);
    str => |v| Param::Text(v);
    String => |v| Param::Text(v);
    [u8] => |v| Param::Bytes(v);
    Vec<u8> => |v| Param::Bytes(v);
    [u8; 32] => |v| Param::Bytes(v);
    Uuid => |v| Param::Uuid(*v);
    Timestamp => |v| Param::Int(v.as_microsecond());
}

/// A value as the database gave it.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// NULL.
    Null,
    /// BIGINT, INTEGER.
    Int(i64),
    /// BOOLEAN.
    Bool(bool),
    /// TEXT.
    Text(&'a str),
    /// BYTEA, BLOB.
    Bytes(&'a [u8]),
    /// UUID.
    Uuid(Uuid),
}

impl<'a> Cell<'a> {
    /// This value as an integer.
    pub fn int(self) -> Result<i64, Error> {
        match self {
            Self::Int(value) => Ok(value),
            other => Err(other.not("an integer")),
        }
    }

    /// This value as text.
    pub fn text(self) -> Result<&'a str, Error> {
        match self {
            Self::Text(value) => Ok(value),
            other => Err(other.not("text")),
        }
    }

    /// This value as bytes.
    pub fn bytes(self) -> Result<&'a [u8], Error> {
        match self {
            Self::Bytes(value) => Ok(value),
            other => Err(other.not("bytes")),
        }
    }

    /// This value as a UUID.
    pub fn uuid(self) -> Result<Uuid, Error> {
        match self {
            Self::Uuid(value) => Ok(value),
            Self::Bytes(value) => Uuid::from_slice(value).map_err(|_| self.not("a UUID")),
            other => Err(other.not("a UUID")),
        }
    }

    fn not(&self, expected: &str) -> Error {
        let found = match self {
            Self::Null => "NULL",
            Self::Int(_) => "an integer",
            Self::Bool(_) => "a boolean",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Uuid(_) => "a UUID",
        };
        Error::Decode(format!("expected {expected}, found {found}"))
    }
}

/// What can be read out of one column.
pub trait FromValue: Sized {
    /// The value of the column.
    fn from_cell(cell: Cell<'_>) -> Result<Self, Error>;
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, Error> {
        match cell {
            Cell::Null => Ok(None),
            other => T::from_cell(other).map(Some),
        }
    }
}

macro_rules! from_value {
    ($($type:ty => |$cell:ident| $value:expr;)+) => {$(
        impl FromValue for $type {
            fn from_cell($cell: Cell<'_>) -> Result<Self, Error> {
                $value
            }
        }
    )+};
}

from_value! {
    i64 => |c| c.int();
    i32 => |c| i32::try_from(c.int()?).map_err(|_| c.not("a 32-bit integer"));
    u32 => |c| u32::try_from(c.int()?).map_err(|_| c.not("an unsigned 32-bit integer"));
    u64 => |c| u64::try_from(c.int()?).map_err(|_| c.not("an unsigned integer"));
    bool => |c| match c {
        Cell::Bool(value) => Ok(value),
        Cell::Int(value) => Ok(value != 0),
        other => Err(other.not("a boolean")),
    };
    String => |c| c.text().map(str::to_owned);
    Vec<u8> => |c| c.bytes().map(<[u8]>::to_vec);
    [u8; 32] => |c| c.bytes()?.try_into().map_err(|_| c.not("32 bytes"));
    Uuid => |c| c.uuid();
    Timestamp => |c| Timestamp::from_microsecond(c.int()?).map_err(|_| c.not("a time"));
}

/// One row of an answer.
pub struct Row<'a>(pub(crate) RowOf<'a>);

pub(crate) enum RowOf<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// The value of the column at `index`, counted from 0.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Error> {
        let value = match &self.0 {
            RowOf::Sqlite(row) => T::from_cell(crate::sqlite::cell(row, index)?),
            RowOf::Postgres(row) => T::from_cell(crate::postgres::cell(row, index)?),
        };
        value.map_err(|error| match error {
            Error::Decode(what) => Error::Decode(format!("column {index}: {what}")),
            other => other,
        })
    }
}

/// What can be read out of a row: tuples, and structs through [`from_row!`](crate::from_row).
pub trait FromRow: Sized {
    /// The row's value.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

/// Reads a struct from a row whose columns stand in the order given: `from_row!(Group { id, name });`.
#[macro_export]
macro_rules! from_row {
    ($type:ty { $($field:ident),+ $(,)? }) => {
        impl $crate::FromRow for $type {
            fn from_row(row: &$crate::Row<'_>) -> Result<Self, $crate::Error> {
                let mut column = 0..;
                Ok(Self { $($field: row.get(column.next().unwrap_or_default())?),+ })
            }
        }
    };
}

macro_rules! tuple_rows {
    ($($name:ident $index:tt),+) => {
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self, Error> {
                Ok(($(row.get::<$name>($index)?,)+))
            }
        }
    };
}

tuple_rows!(A 0);
tuple_rows!(A 0, B 1);
tuple_rows!(A 0, B 1, C 2);
tuple_rows!(A 0, B 1, C 2, D 3);
tuple_rows!(A 0, B 1, C 2, D 3, E 4);
tuple_rows!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple_rows!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple_rows!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
