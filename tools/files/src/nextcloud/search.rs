//! SEARCH (RFC 5323) over the caller's tree, at the root of the collections: `basicsearch`, with the operators and
//! properties that apps of the Nextcloud family use for photos, recent files, names and favourites.
//!
//! What cannot be asked is refused with 422 and a text that says what; nothing is left out in silence, for an app
//! would take what it gets for the answer.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base_dav::request::{property_names, report};
use base_dav::{DavPath, Element, PropFind, QName, ns};
use base_suite::{Caller, Org};
use base_web::{CurrentOrg, SignedBasic};
use http::StatusCode;
use jiff::Timestamp;

use super::results::Results;
use crate::Files;
use crate::dav::asked::whole;
use crate::dav::proppatch::time;
use crate::dav::refusal::Refusal;
use crate::dav::shown::Wanted;
use crate::model::Order;
use crate::model::search::{Comparison, Field, Filter, Pattern, Sorting, Value, fold};
use crate::service::Actor;
use crate::service::search::{MOST_FOUND, Search, run};

/// The method.
pub const METHOD: &str = "SEARCH";

/// Conditions in one search at most.
const MOST_CONDITIONS: usize = 100;
/// Characters of a pattern at most.
const LONGEST_PATTERN: usize = 500;
/// Where programs of the family keep how many of the first results to leave out.
const PAGING: &str = "https://github.com/icewind1991/SearchDAV/ns";
/// RFC 5323 section 2.3.1 would have a response of its own, with status 507; programs take each response for a file.
const CUT: &str = "There is too much to look through all of it. Search in a folder, to find what is missing here.";

/// What answers.
pub fn router(files: Files) -> Router {
    Router::new().fallback(any(answer)).with_state(files)
}

async fn answer(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let body = whole(body).await?;
        search(files, &org, &caller, parts.uri.path(), &body).await
    };
    answered.await.unwrap_or_else(IntoResponse::into_response)
}

async fn search(files: Files, org: &Arc<Org>, caller: &Caller, at: &str, body: &[u8]) -> Result<Response, Refusal> {
    let root = report(body)?;
    let mut base = DavPath::parse(at)?;
    for name in ["files", &caller.handle] {
        base.push(name)?;
    }
    let Asked { wanted, search } = Asked::read(&root, &base)?;
    let actor = Actor::new(org, caller);
    let beneath = search.start.clone();
    let found = run(&files, actor, search).await?;
    let results = Results {
        files,
        actor,
        base,
        beneath,
        wanted: Wanted::new(wanted),
        ids: found.ids,
        note: found.cut.then_some(CUT),
    };
    Ok(results.into_response())
}

/// A search as it was asked for.
#[derive(Debug)]
struct Asked {
    wanted: PropFind,
    search: Search,
}

impl Asked {
    /// Reads it. What is searched must be in the tree at `base`.
    fn read(root: &Element, base: &DavPath) -> Result<Self, Refusal> {
        let basic = root.dav_child("basicsearch").filter(|_| root.name.is_dav("searchrequest"));
        let basic = basic.ok_or_else(|| unprocessable("Only DAV: basicsearch is understood here."))?;
        let (start, deep) = scope(basic, base)?;
        let mut conditions = 0;
        let filter = match basic.dav_child("where").map(|rule| rule.elements().collect::<Vec<_>>()).as_deref() {
            None | Some([]) => Filter::And(Vec::new()),
            Some([rule]) => filter(rule, &mut conditions)?,
            Some(_) => return Err(Refusal::bad_request("A search has one condition; join several with and, or.")),
        };
        let limit = basic.dav_child("limit");
        let number = |element: Option<&Element>| match element {
            Some(element) => match element.text().trim().parse::<usize>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Refusal::bad_request("A limit is a number.")),
            },
            None => Ok(None),
        };
        let search = Search {
            start,
            deep,
            filter,
            sorting: sorting(basic)?,
            skip: number(limit.and_then(|limit| limit.child(PAGING, "firstresult")))?.unwrap_or(0),
            limit: number(limit.and_then(|limit| limit.dav_child("nresults")))?.unwrap_or(MOST_FOUND),
        };
        Ok(Self { wanted: select(basic)?, search })
    }
}

fn select(basic: &Element) -> Result<PropFind, Refusal> {
    let select = basic.dav_child("select");
    if select.is_some_and(|select| select.dav_child("allprop").is_some()) {
        return Ok(PropFind::AllProp { include: Vec::new() });
    }
    let prop = select.and_then(|select| select.dav_child("prop"));
    Ok(PropFind::Prop(prop.map_or(Ok(Vec::new()), property_names)?))
}

/// The folder to look in, and whether in those beneath it too.
fn scope(basic: &Element, base: &DavPath) -> Result<(Vec<String>, bool), Refusal> {
    let from = basic.dav_child("from").ok_or_else(|| Refusal::bad_request("A search says from where."))?;
    let scopes: Vec<_> = from.elements().filter(|element| element.name.is_dav("scope")).collect();
    let [scope] = scopes[..] else { return Err(unprocessable("A search looks in one folder.")) };
    let href = scope.dav_child("href").map(Element::text).unwrap_or_default();
    let href = href.trim();
    // An absolute URI, an absolute path, or a path from the root of the collections.
    let path = href.split_once("://").map_or(href, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    let path = DavPath::parse(path)?;
    let collections = base.parent().and_then(|files| files.parent()).unwrap_or_else(DavPath::root);
    let below = path.strip_prefix(base).or_else(|| {
        let base = base.strip_prefix(&collections)?;
        path.strip_prefix(&base)
    });
    let below = below.ok_or_else(Refusal::not_found)?;
    let deep = match scope.dav_child("depth").map(|depth| depth.text().trim().to_ascii_lowercase()).as_deref() {
        None | Some("infinity") => true,
        Some("1") => false,
        Some(_) => return Err(unprocessable("A search looks in a folder with depth 1 or infinity.")),
    };
    Ok((below.segments().to_vec(), deep))
}

fn filter(rule: &Element, conditions: &mut usize) -> Result<Filter, Refusal> {
    *conditions += 1;
    if *conditions > MOST_CONDITIONS {
        return Err(unprocessable("These are too many conditions for one search."));
    }
    let (namespace, operator) = rule.name.parts();
    if namespace != ns::DAV {
        return Err(unprocessable(format!("The operator {} is not known here.", rule.name)));
    }
    let mut all = || rule.elements().map(|one| filter(one, conditions)).collect::<Result<Vec<_>, _>>();
    let comparison = match operator {
        "and" => return Ok(Filter::And(all()?)),
        "or" => return Ok(Filter::Or(all()?)),
        "not" => {
            let mut inner = all()?;
            return match (inner.pop(), inner.is_empty()) {
                (Some(one), true) => Ok(Filter::Not(Box::new(one))),
                _ => Err(Refusal::bad_request("What is negated is one condition.")),
            };
        }
        "is-collection" => return Ok(Filter::IsFolder),
        "like" => {
            let (field, literal) = operands(rule)?;
            if !field.is_text() || literal.chars().count() > LONGEST_PATTERN {
                return Err(unprocessable("Names and types are compared with patterns, of 500 characters at most."));
            }
            return Ok(Filter::Like(field, Pattern::new(&literal)));
        }
        "eq" => Comparison::Eq,
        "lt" => Comparison::Lt,
        "lte" => Comparison::Lte,
        "gt" => Comparison::Gt,
        "gte" => Comparison::Gte,
        _ => return Err(unprocessable(format!("The operator {} is not known here.", rule.name))),
    };
    let (field, literal) = operands(rule)?;
    Ok(Filter::Is(field, comparison, value(field, &literal)?))
}

/// The property and the literal of a comparison.
fn operands(rule: &Element) -> Result<(Field, String), Refusal> {
    let literal = rule.dav_child("literal").or_else(|| rule.dav_child("typed-literal")).map(Element::text);
    let literal = literal.ok_or_else(|| Refusal::bad_request("A comparison has a property and a literal."))?;
    Ok((field_in(rule)?, literal))
}

/// The property named in the `prop` of an element.
fn field_in(element: &Element) -> Result<Field, Refusal> {
    let prop = element.dav_child("prop").and_then(|prop| prop.elements().next());
    let prop = prop.ok_or_else(|| Refusal::bad_request("A comparison, or an order, names a property."))?;
    field(&prop.name).ok_or_else(|| unprocessable(format!("{} cannot be searched for here.", prop.name)))
}

fn field(name: &QName) -> Option<Field> {
    Some(match name.parts() {
        (ns::DAV, "displayname") => Field::Name,
        (ns::DAV, "getcontenttype") => Field::Type,
        // When a picture was taken is not read out of it: when it was last changed stands for it, as it does there for
        // pictures that do not say.
        (ns::DAV, "getlastmodified") | (ns::NEXTCLOUD, "metadata-photos-original_date_time") => Field::Modified,
        (ns::DAV, "creationdate") | (ns::NEXTCLOUD, "upload_time" | "creation_time") => Field::Created,
        (ns::OWNCLOUD, "size") | (ns::DAV, "getcontentlength") => Field::Size,
        (ns::OWNCLOUD, "favorite") => Field::Favourite,
        (ns::OWNCLOUD, "fileid") => Field::FileId,
        _ => return None,
    })
}

fn value(field: Field, literal: &str) -> Result<Value, Refusal> {
    let text = literal.trim();
    let number = match field {
        Field::Name | Field::Type => return Ok(Value::Text(fold(literal).into_owned())),
        Field::Modified | Field::Created => moment(text),
        Field::Favourite => match text.to_ascii_lowercase().as_str() {
            "1" | "yes" | "true" => Some(1),
            "0" | "no" | "false" => Some(0),
            _ => None,
        },
        Field::Size | Field::FileId => text.parse().ok(),
    };
    number.map(Value::Number).ok_or_else(|| unprocessable(format!("{text:?} is not a value of that property.")))
}

/// A time in seconds since 1970: as a date of RFC 3339 or of HTTP, or as that number, which may have a fraction.
fn moment(text: &str) -> Option<i64> {
    let date = || text.parse::<Timestamp>().ok().or_else(|| time(text)).map(Timestamp::as_second);
    let whole = text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|byte| byte.is_ascii_digit()));
    date().or_else(|| whole?.0.parse().ok())
}

fn sorting(basic: &Element) -> Result<Sorting, Refusal> {
    let orders = basic.dav_child("orderby").into_iter().flat_map(Element::elements);
    let orders: Vec<_> = orders.filter(|element| element.name.is_dav("order")).collect();
    if orders.len() > 8 {
        return Err(unprocessable("A search is sorted by 8 properties at most."));
    }
    let one = |order: &&Element| {
        let descending = order.dav_child("descending").is_some();
        Ok((field_in(order)?, if descending { Order::Desc } else { Order::Asc }))
    };
    orders.iter().map(one).collect::<Result<_, Refusal>>().map(Sorting)
}

fn unprocessable(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, message)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(from: &str, condition: &str, more: &str) -> Result<Asked, Refusal> {
        let body = format!(
            r#"<?xml version="1.0"?><d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"
            xmlns:nc="http://nextcloud.org/ns" xmlns:p="{PAGING}"><d:basicsearch>
            <d:select><d:prop><d:displayname/><oc:fileid/></d:prop></d:select>
            <d:from><d:scope><d:href>{from}</d:href><d:depth>infinity</d:depth></d:scope></d:from>
            <d:where>{condition}</d:where>{more}</d:basicsearch></d:searchrequest>"#
        );
        let base = DavPath::parse("/remote.php/dav/files/alice").unwrap();
        Asked::read(&report(body.as_bytes()).unwrap(), &base)
    }

    fn status(refused: Result<Asked, Refusal>) -> u16 {
        refused.unwrap_err().into_response().status().as_u16()
    }

    #[test]
    fn photos_as_the_apps_ask_for_them() {
        let condition =
            "<d:and><d:or><d:like><d:prop><d:getcontenttype/></d:prop><d:literal>image/%</d:literal></d:like>
            <d:like><d:prop><d:getcontenttype/></d:prop><d:literal>video/%</d:literal></d:like></d:or>
            <d:lt><d:prop><d:getlastmodified/></d:prop><d:literal>2026-03-02T10:00:00+01:00</d:literal></d:lt></d:and>";
        let more = "<d:orderby><d:order><d:prop><d:getlastmodified/></d:prop><d:descending/></d:order></d:orderby>
            <d:limit><d:nresults>100</d:nresults><p:firstresult>20</p:firstresult></d:limit>";
        let Asked { search, wanted } = read("/files/alice/Photos%20d'été/", condition, more).unwrap();
        assert_eq!((search.start, search.deep), (vec!["Photos d'été".to_owned()], true));
        let like = |pattern: &str| Filter::Like(Field::Type, Pattern::new(pattern));
        let before = "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap().as_second();
        assert_eq!(
            search.filter,
            Filter::And(vec![
                Filter::Or(vec![like("image/%"), like("video/%")]),
                Filter::Is(Field::Modified, Comparison::Lt, Value::Number(before)),
            ])
        );
        assert_eq!(search.sorting, Sorting(vec![(Field::Modified, Order::Desc)]));
        assert_eq!((search.skip, search.limit), (20, 100));
        assert!(matches!(wanted, PropFind::Prop(names) if names.len() == 2));
    }

    #[test]
    fn a_scope_is_written_in_many_ways_and_lies_in_the_callers_tree() {
        for scope in [
            "/files/alice",
            "/files/alice/",
            "/remote.php/dav/files/alice/",
            "https://communs.example:8443/remote.php/dav/files/alice",
        ] {
            assert_eq!(read(scope, "", "").unwrap().search.start, Vec::<String>::new(), "{scope}");
        }
        for scope in ["/files/bob", "/files/alicebob", "/", "/remote.php/dav/files", "/dav/files/alice"] {
            assert_eq!(status(read(scope, "", "")), 404, "{scope}");
        }
        assert_eq!(status(read("", "", "")), 400);
    }

    #[test]
    fn values_are_read_as_apps_write_them() {
        assert_eq!(value(Field::Favourite, "yes").unwrap(), Value::Number(1));
        assert_eq!(value(Field::Name, "É").unwrap(), Value::Text("é".to_owned()));
        let at = Value::Number(1_700_000_000);
        for text in ["1700000000", "1700000000.0", "2023-11-14T22:13:20Z", "Tue, 14 Nov 2023 22:13:20 GMT"] {
            assert_eq!(value(Field::Modified, text).unwrap(), at, "{text}");
        }
        for (field, text) in [(Field::Size, "big"), (Field::Modified, "soon"), (Field::Favourite, "2")] {
            assert!(value(field, text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        let compare = |operator: &str, prop: &str| {
            format!("<d:{operator}><d:prop><{prop}/></d:prop><d:literal>1</d:literal></d:{operator}>")
        };
        for condition in [
            compare("contains", "d:displayname"),
            compare("eq", "oc:owner-id"),
            compare("like", "oc:size"),
            format!("<d:or>{}</d:or>", compare("eq", "oc:fileid").repeat(MOST_CONDITIONS)),
        ] {
            assert_eq!(status(read("/files/alice", &condition, "")), 422, "{condition}");
        }
        for condition in ["<d:eq><d:literal>1</d:literal></d:eq>", "<d:not/>", "<d:is-collection/><d:is-collection/>"] {
            assert_eq!(status(read("/files/alice", condition, "")), 400, "{condition}");
        }
        assert_eq!(status(read("/files/alice", "", "<d:limit><d:nresults>-1</d:nresults></d:limit>")), 400);
    }
}
