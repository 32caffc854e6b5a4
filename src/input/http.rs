//! The answer of a server in, as a WARC file keeps it; the bytes of its body out.

use super::container;
use super::warc::{self, Headers};
use std::io::{Cursor, Read};

/// Bytes of an unpacked body at most: a page of plain text has fewer, and each thread may hold one.
const MAX_BODY_BYTES: u64 = 16 << 20;

/// Where the body starts, behind the first blank line.
pub fn end_of_header(message: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\n', &message[at..]) {
        at += next + 1;
        match message[at..] {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// Whether a message is a page that was found, and is plain text.
pub fn is_plain_text(message: &[u8]) -> bool {
    let Some(end) = end_of_header(message) else { return false };
    let mut words = message[..end].split(|byte| byte.is_ascii_whitespace());
    let is_found = words.nth(1).is_some_and(|status| status.len() == 3 && status.starts_with(b"2"));
    is_found && Headers::of(&message[..end]).get("content-type").is_some_and(warc::is_plain_text)
}

/// Media type and body of a message, as it was before it was sent: in one piece, unpacked.
///
/// # Errors
/// What cannot be undone, in words.
pub fn body(message: &[u8]) -> Result<(String, Vec<u8>), String> {
    let end = end_of_header(message).ok_or("the answer has no header")?;
    let headers = Headers::of(&message[..end]);
    let kind = headers.get("content-type").unwrap_or_default().to_owned();
    let body = &message[end..];
    let is_chunked = headers.get("transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked"));
    // Many archives keep the header and store the body in one piece all the same.
    let whole = if is_chunked { in_one_piece(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    match headers.get("content-encoding").map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "identity") => Ok((kind, whole)),
        Some(_) => unpacked(whole).map(|body| (kind, body)),
    }
}

/// The pieces of a body that was sent in pieces (RFC 9112 section 7.1).
fn in_one_piece(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = memchr::memchr(b'\n', body)?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        let piece = body.get(end + 1..)?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(piece.get(..size)?);
        body = piece.get(size..)?;
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
    }
}

/// A body as it was before it was packed; one that was unpacked by the archive is as it is.
fn unpacked(body: Vec<u8>) -> Result<Vec<u8>, String> {
    let plain = container::open(Cursor::new(body)).map_err(|error| error.to_string())?;
    let mut text = Vec::new();
    plain
        .take(MAX_BODY_BYTES + 1)
        .read_to_end(&mut text)
        .map_err(|error| format!("the body cannot be unpacked: {error}"))?;
    if text.len() as u64 > MAX_BODY_BYTES {
        return Err(format!("the body has more than {MAX_BODY_BYTES} bytes when it is unpacked"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const HEADER: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=gbk\r\n";

    #[test]
    fn finds_pages_of_plain_text() {
        let is = |message: &str| is_plain_text(message.as_bytes());
        assert!(is(&format!("{HEADER}\r\ntext")));
        assert!(!is(&format!("{HEADER}\r\ntext").replace("200", "404")));
        assert!(!is(&format!("{HEADER}\r\ntext").replace("plain", "html")));
        assert!(!is("HTTP/1.1 200 OK"));
    }

    #[test]
    fn puts_the_pieces_of_a_body_together_and_unpacks_it() {
        let body = |message: &[u8]| super::body(message).map(|(_, body)| String::from_utf8(body).unwrap());
        let chunked = format!("{HEADER}Transfer-Encoding: chunked\r\n\r\n");
        assert_eq!(body(format!("{chunked}3\r\none\r\n4;x=y\r\n two\r\n0\r\n\r\n").as_bytes()).unwrap(), "one two");
        assert_eq!(body(format!("{chunked}not in pieces").as_bytes()).unwrap(), "not in pieces");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(b"page").unwrap();
        let packed = [format!("{HEADER}Content-Encoding: gzip\r\n\r\n").as_bytes(), &packed.finish().unwrap()].concat();
        assert_eq!(body(&packed).unwrap(), "page");
        assert!(body(&packed[..packed.len() - 9]).is_err());
    }
}
