//! UUIDv7 newtypes.

/// Text that is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: expected a UUID such as 0192f0c1-2b7e-7cc3-98c4-dc0c0c07398f")]
pub struct InvalidId;

/// Declares identifier types: `typed_id! { /// A folder or a file. NodeId }`.
///
/// Each is a UUID in a newtype: ordered by creation time, shown and parsed as the hyphenated form.
#[macro_export]
macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive($crate::reexport::serde::Serialize, $crate::reexport::serde::Deserialize)]
        #[serde(crate = "base_id::reexport::serde", transparent)]
        pub struct $name($crate::reexport::uuid::Uuid);

        impl $name {
            /// A new identifier, unique everywhere, that sorts after those made before it.
            pub fn new(clock: &$crate::Clock, random: &$crate::Random) -> Self {
                Self($crate::v7(clock, random))
            }

            /// The identifier with this UUID.
            pub const fn from_uuid(uuid: $crate::reexport::uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID behind it.
            pub const fn uuid(self) -> $crate::reexport::uuid::Uuid {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::InvalidId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::reexport::uuid::Uuid::try_parse(text).map(Self).map_err(|_| $crate::InvalidId)
            }
        }

        impl $crate::reexport::utoipa::PartialSchema for $name {
            fn schema() -> $crate::reexport::utoipa::openapi::RefOr<$crate::reexport::utoipa::openapi::Schema> {
                $crate::uuid_schema()
            }
        }

        impl $crate::reexport::utoipa::ToSchema for $name {}
    )+};
}

typed_id! {
    /// An organisation: the tenant.
    OrgId,
    /// A person of one organisation.
    PersonId,
    /// A group of people of one organisation.
    GroupId,
}

/// How an identifier stands in OpenAPI.
#[doc(hidden)]
pub fn uuid_schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).into()
}

/// A UUIDv7 from the injected clock and randomness.
#[doc(hidden)]
pub fn v7(clock: &crate::Clock, random: &crate::Random) -> uuid::Uuid {
    let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random.bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Clock, ManualClock, Random};
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn ids_sort_by_creation_and_round_trip_as_text() {
        let manual = ManualClock::at(Timestamp::from_second(1_700_000_000).unwrap());
        let (clock, random) = (manual.clock(), Random::seeded(3));
        let first = PersonId::new(&clock, &random);
        manual.advance(SignedDuration::from_millis(1));
        let second = PersonId::new(&clock, &random);
        assert!(first < second);
        assert_eq!(first.to_string().parse::<PersonId>(), Ok(first));
        assert_eq!("drive".parse::<PersonId>(), Err(InvalidId));
    }

    #[test]
    fn the_version_is_seven() {
        let id = OrgId::new(&Clock::system(), &Random::system());
        assert_eq!(id.uuid().get_version_num(), 7);
    }
}
