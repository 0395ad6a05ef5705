//! People and what they say of themselves.

use base_bus::Audience;
use base_db::testing::engines;
use base_suite::{Directory, NewOwner, People, Via};
use bytes::Bytes;

use super::*;
use crate::ProfileChange;
use crate::model::Theme;

fn png(side: u32) -> Bytes {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(side, side).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner().into()
}

#[tokio::test]
async fn a_handle_is_given_once_and_an_address_belongs_to_one_person() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let org = world.communs.id;
        let again = NewPerson { email: "other@communs.example".to_owned(), ..newcomer("camille") };
        assert!(matches!(world.accounts.create_person(org, again).await, Err(Error::Taken { field: "handle" })));
        let twin = NewPerson { email: "Camille@COMMUNS.example".to_owned(), ..newcomer("camille2") };
        assert!(matches!(world.accounts.create_person(org, twin).await, Err(Error::Taken { field: "email" })));
        world.joins(&world.nord, "camille").await;

        // A person who is gone leaves the handle behind.
        world
            .accounts
            .foundation()
            .db
            .write(async move |tx| {
                base_db::statements! { GONE = "DELETE FROM people WHERE org_id = $1 AND handle = $2"; }
                tx.exec(&GONE, base_db::params![org, "camille"]).await
            })
            .await
            .unwrap();
        let heir = world.accounts.create_person(org, newcomer("camille")).await.unwrap_err();
        assert!(matches!(heir, Error::Taken { field: "handle" }), "{heir}");
    }
}

#[tokio::test]
async fn those_who_follow_do_so_in_the_same_transaction() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let told = world.followed.changes.lock().unwrap().clone();
        assert_eq!(told, [Change::PersonCreated { person: camille, handle: "camille".to_owned() }]);
        *world.followed.refuses.lock().unwrap() = true;
        assert!(world.accounts.create_person(world.communs.id, newcomer("adama")).await.is_err());
        assert!(world.accounts.create_group(world.communs.id, "Jardin").await.is_err());
        *world.followed.refuses.lock().unwrap() = false;
        assert_eq!(world.accounts.list_people(world.communs.id).await.unwrap().len(), 1, "nothing half done");
        world.joins(&world.communs, "adama").await;
        world.accounts.create_group(world.communs.id, "Jardin").await.unwrap();
    }
}

#[tokio::test]
async fn a_profile_is_changed_by_whoever_saw_it_last() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let org = world.communs.id;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let seen = world.accounts.profile(org, camille).await.unwrap();
        let change = |json: &str| serde_json::from_str::<ProfileChange>(json).unwrap();
        let send = async |tag: Option<String>, json: &str| {
            let tags = tag.map(|tag| vec![tag]);
            world.accounts.change_profile(org, &caller, tags, change(json), Origin::default()).await
        };
        let now =
            send(Some(seen.etag()), r#"{"language":"en","theme":"dark","time_zone":"Europe/Brussels"}"#).await.unwrap();
        assert_ne!(now.etag(), seen.etag());
        assert_eq!((now.person.language.as_deref(), now.person.theme), (Some("en"), Theme::Dark));
        assert!(matches!(send(Some(seen.etag()), r#"{"name":"C."}"#).await, Err(Error::PreconditionFailed)));
        let back = send(Some(now.etag()), r#"{"language":null,"time_zone":null}"#).await.unwrap();
        assert_eq!((back.person.language, back.person.time_zone, back.person.theme), (None, None, Theme::Dark));
        let named = send(None, r#"{"name":" Camille d’Août "}"#).await.unwrap();
        assert_eq!(named.person.name, "Camille d’Août");
        for bad in [r#"{"name":""}"#, r#"{"name":"a\u0000b"}"#, r#"{"language":"de"}"#, r#"{"time_zone":"Mars/Base"}"#]
        {
            assert!(matches!(send(None, bad).await, Err(Error::Invalid { .. })), "{bad}");
        }
        let untouched = send(None, "{}").await.unwrap();
        assert_eq!(untouched, named);
        let me = ("accounts.me".to_owned(), Audience::Person(camille));
        assert_eq!(world.events(&world.communs).await.iter().filter(|event| **event == me).count(), 3);
    }
}

#[tokio::test]
async fn a_photo_is_drawn_anew_and_what_is_not_one_is_refused() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let org = world.communs.id;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let svg = Bytes::from_static(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        for bad in [svg, Bytes::new(), png(64).slice(..40)] {
            let refused = world.accounts.put_photo(org, &caller, bad, Origin::default()).await.unwrap_err();
            assert!(matches!(refused, Error::Picture(_)), "{refused}");
        }
        let profile = world.accounts.put_photo(org, &caller, png(700), Origin::default()).await.unwrap();
        let photo = world.accounts.photo(org, camille).await.unwrap();
        assert_eq!(profile.person.photo_version.as_ref(), Some(&photo.version));
        let drawn = image::load_from_memory(&photo.bytes).unwrap();
        assert_eq!((drawn.width(), drawn.height(), photo.media_type.as_str()), (256, 256, "image/jpeg"));
        let without = world.accounts.remove_photo(org, &caller, Origin::default()).await.unwrap();
        assert_eq!(without.person.photo_version, None);
        assert!(matches!(world.accounts.photo(org, camille).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn the_directory_is_paged_in_the_order_of_names_and_searched_without_accents() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        for (handle, name) in [("zoe", "Zoé Petit"), ("emile", "émile Zola"), ("eric", "Eric 100%"), ("bob", "bob_B")]
        {
            let person = NewPerson { name: name.to_owned(), ..newcomer(handle) };
            world.accounts.create_person(org, person).await.unwrap();
        }
        world.joins(&world.nord, "zora").await;
        world.joins(&world.communs, "gone").await;
        let (_, caller) = world.signs_in(&world.communs, "bob").await;
        world.accounts.set_active(org, "gone", false).await.unwrap();
        let names = async |query: &str, after, limit| {
            let (page, _) = world.accounts.directory_page(org, &caller, query, after, limit).await.unwrap();
            (page.items.iter().map(|person| person.handle.clone()).collect::<Vec<_>>(), page.more, page.items)
        };
        let (first, more, items) = names("", None, 2).await;
        assert_eq!((first, more), (vec!["bob".to_owned(), "emile".to_owned()], true));
        let last = items.last().unwrap();
        let (second, more, _) = names("", Some((crate::model::sort_key(&last.name), last.id)), 5).await;
        assert_eq!((second, more), (vec!["eric".to_owned(), "zoe".to_owned()], false));
        assert_eq!(names("ZO", None, 5).await.0, ["emile", "zoe"]);
        assert_eq!(names("%", None, 5).await.0, ["eric"]);
        assert_eq!(names("_", None, 5).await.0, ["bob"]);
        assert!(names("nobody\\", None, 5).await.0.is_empty());
    }
}

#[tokio::test]
async fn other_tools_see_people_within_their_own_transactions() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let (accounts, org, elsewhere) = (world.accounts.clone(), world.communs.id, world.nord.id);
        world
            .accounts
            .foundation()
            .db
            .read(async move |tx| {
                let person = accounts.person_by_handle(tx, org, "camille").await?.unwrap();
                assert_eq!((person.id, person.active), (camille, true));
                assert_eq!(accounts.person(tx, org, camille).await?, Some(person));
                assert_eq!(accounts.person(tx, elsewhere, camille).await?, None);
                assert_eq!(accounts.people(tx, org).await?.len(), 1);
                let principals = accounts.principals(tx, org, camille).await?.unwrap();
                assert_eq!((principals.person, principals.groups.len()), (camille, 0));
                assert_eq!(accounts.principals(tx, elsewhere, camille).await?, None);
                Ok::<_, base_db::Error>(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn the_first_owner_is_made_in_the_transaction_of_their_organisation() {
    for engine in engines() {
        let world = world(engine).await;
        let owner = |password: &str| NewOwner {
            handle: "camille".to_owned(),
            name: "Camille".to_owned(),
            email: "camille@communs.example".to_owned(),
            password: password.to_owned(),
        };
        assert!(world.accounts.prepare_owner(owner("court")).await.is_err());
        let prepared = world.accounts.prepare_owner(owner(PASSWORD)).await.unwrap();
        let (accounts, org) = (world.accounts.clone(), world.communs.id);
        let write =
            async move |tx: &mut base_db::Tx| accounts.create_owner(tx, org, &prepared, &Credentials::default()).await;
        let (person, token) = world.accounts.foundation().db.write(write).await.unwrap();
        let caller = world.comes_with(&world.communs, &token).await.unwrap();
        assert_eq!((caller.person, caller.role), (person, OrgRole::Owner));
        assert!(matches!(caller.via, Via::Session(_)));
        world.tries(&world.communs, "camille", PASSWORD).await.unwrap();
    }
}
