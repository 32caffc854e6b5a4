//! A document that waits for the second half of its cleaning, as bytes: what stages have found and done so far.
//!
//! The bytes are for the same run of the same program and say nothing to any other: names that are built in are numbered
//! by [`Names`] as they come.

use super::{Document, Origin, Paragraph, Removal};
use crate::language::{Label, Share};
use crate::ledger::{Edit, Keeper, RuleRef};
use crate::span::Span;
use std::sync::{PoisonError, RwLock};

/// Names that are built into the program, numbered.
#[derive(Debug, Default)]
pub struct Names(RwLock<Vec<&'static str>>);

impl Names {
    fn number(&self, name: &'static str) -> usize {
        let known = |names: &Vec<&'static str>| names.iter().position(|known| *known == name);
        let found = known(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        found.unwrap_or_else(|| {
            let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
            known(&names).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            })
        })
    }

    fn name(&self, number: usize) -> Option<&'static str> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(number).copied()
    }
}

/// Bytes that are being written.
#[derive(Debug)]
pub struct Packer<'n> {
    /// The bytes so far.
    pub bytes: Vec<u8>,
    names: &'n Names,
}

impl<'n> Packer<'n> {
    /// No bytes yet.
    pub fn new(names: &'n Names) -> Self {
        Self { bytes: Vec::new(), names }
    }

    /// A number, in as few bytes as it needs (LEB128).
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// A size, a place.
    pub fn size(&mut self, size: usize) {
        self.number(size as u64);
    }

    /// Bytes of any length.
    pub fn blob(&mut self, blob: &[u8]) {
        self.size(blob.len());
        self.bytes.extend_from_slice(blob);
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.blob(text.as_bytes());
    }

    /// A name that is built into the program.
    pub fn name(&mut self, name: &'static str) {
        self.size(self.names.number(name));
    }

    /// Something that may not be there.
    pub fn option<T>(&mut self, option: Option<T>, pack: impl FnOnce(&mut Self, T)) {
        self.bytes.push(u8::from(option.is_some()));
        if let Some(value) = option {
            pack(self, value);
        }
    }

    /// How many, and each.
    pub fn list<T>(&mut self, list: impl ExactSizeIterator<Item = T>, mut pack: impl FnMut(&mut Self, T)) {
        self.size(list.len());
        list.for_each(|item| pack(self, item));
    }

    /// A span.
    pub fn span(&mut self, span: Span) {
        self.size(span.start);
        self.size(span.len());
    }
}

/// Bytes that are being read. Each part is none where the bytes do not hold it.
#[derive(Debug)]
pub struct Unpacker<'b> {
    bytes: &'b [u8],
    names: &'b Names,
}

impl<'b> Unpacker<'b> {
    /// What a packer with the same names wrote.
    pub fn new(bytes: &'b [u8], names: &'b Names) -> Self {
        Self { bytes, names }
    }

    /// Whether all was read.
    pub fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    /// As [`Packer::number`].
    pub fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = *self.bytes.split_off_first()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// As [`Packer::size`].
    pub fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// As [`Packer::blob`].
    pub fn blob(&mut self) -> Option<&'b [u8]> {
        let size = self.size()?;
        self.bytes.split_off(..size)
    }

    /// As [`Packer::text`].
    pub fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.blob()?).ok()
    }

    /// As [`Packer::name`].
    pub fn name(&mut self) -> Option<&'static str> {
        let number = self.size()?;
        self.names.name(number)
    }

    /// As [`Packer::option`].
    pub fn option<T>(&mut self, unpack: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if *self.bytes.split_off_first()? == 0 { Some(None) } else { unpack(self).map(Some) }
    }

    /// As [`Packer::list`].
    pub fn list<T>(&mut self, mut unpack: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let size = self.size()?;
        // Each item has a byte at least: what is damaged asks for no more memory than it has bytes.
        let mut list = Vec::with_capacity(size.min(self.bytes.len()));
        for _ in 0..size {
            list.push(unpack(self)?);
        }
        Some(list)
    }

    /// As [`Packer::span`].
    pub fn span(&mut self) -> Option<Span> {
        let start = self.size()?;
        Some(Span { start, end: start.checked_add(self.size()?)? })
    }
}

impl Document {
    /// Writes all but its source, which whoever reads it again must have.
    pub fn pack(&self, packer: &mut Packer<'_>) {
        let Self {
            id,
            origin,
            url,
            host,
            source: _,
            paragraphs,
            kinds,
            mix,
            lifted,
            flags,
            keepers: _,
            copies_that_stay: _,
            dropped,
        } = self;
        packer.text(id);
        origin.pack(packer);
        packer.option(url.as_deref(), Packer::text);
        packer.option(host.as_deref(), Packer::text);
        packer.list(kinds.iter(), |packer, kind| packer.text(kind));
        packer.list(mix.iter(), |packer, share| {
            packer.name(share.language);
            packer.name(share.script);
            packer.number(share.share.to_bits());
            packer.number(share.score.to_bits());
        });
        packer.list(lifted.iter(), |packer, (name, value)| {
            packer.text(name);
            packer.text(value);
        });
        packer.list(flags.iter(), |packer, flag| packer.name(flag));
        packer.option(dropped.as_deref(), Packer::text);
        packer.list(paragraphs.iter(), |packer, paragraph| paragraph.pack(packer));
    }

    /// Reads what [`pack`](Self::pack) wrote of a document of `source`.
    pub fn unpack(source: &str, bytes: &mut Unpacker<'_>) -> Option<Self> {
        let mut document = Self::new(bytes.text()?, source);
        document.origin = Origin::unpack(bytes)?;
        document.url = bytes.option(|bytes| Some(bytes.text()?.to_owned()))?;
        document.host = bytes.option(|bytes| Some(bytes.text()?.to_owned()))?;
        document.kinds = bytes.list(|bytes| Some(bytes.text()?.into()))?;
        document.mix = bytes.list(|bytes| {
            let (language, script) = (bytes.name()?, bytes.name()?);
            let (share, score) = (f64::from_bits(bytes.number()?), f64::from_bits(bytes.number()?));
            Some(Share { language, script, share, score })
        })?;
        let lifted = bytes.list(|bytes| Some((bytes.text()?.to_owned(), bytes.text()?.to_owned())))?;
        document.lifted = lifted.into_iter().collect();
        document.flags = bytes.list(Unpacker::name)?.into_iter().collect();
        document.dropped = bytes.option(|bytes| Some(bytes.text()?.into()))?;
        document.paragraphs = bytes.list(|bytes| Paragraph::unpack(source, bytes))?;
        Some(document)
    }
}

impl Origin {
    /// Writes it.
    pub fn pack(&self, packer: &mut Packer<'_>) {
        let Self { input, record, offset } = self;
        packer.text(input);
        packer.number(*record);
        packer.number(*offset);
    }

    /// Reads what [`pack`](Self::pack) wrote.
    pub fn unpack(bytes: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self { input: bytes.text()?.to_owned(), record: bytes.number()?, offset: bytes.number()? })
    }
}

impl Paragraph {
    fn pack(&self, packer: &mut Packer<'_>) {
        packer.span(self.span);
        packer.size(self.blank_lines);
        packer.span(self.indent);
        packer.name(self.label.language);
        packer.name(self.label.script);
        packer.number(u64::from(self.label.score.to_bits()));
        packer.option(self.removal, |packer, removal| removal.pack(packer));
        packer.option(self.put_back, |packer, removal| removal.pack(packer));
        packer.bytes.push(u8::from(self.lifted));
        packer.list(self.edits.iter(), |packer, edit| {
            packer.span(edit.span);
            packer.text(&edit.insert);
            Removal { rule: edit.rule, keeper: edit.keeper }.pack(packer);
        });
    }

    fn unpack(source: &str, bytes: &mut Unpacker<'_>) -> Option<Self> {
        let (span, blank_lines, indent) = (bytes.span()?, bytes.size()?, bytes.span()?);
        let (language, script) = (bytes.name()?, bytes.name()?);
        let label = Label { language, script, score: f32::from_bits(u32::try_from(bytes.number()?).ok()?) };
        let (removal, put_back) = (bytes.option(Removal::unpack)?, bytes.option(Removal::unpack)?);
        let lifted = bytes.number()? == 1;
        let edits = bytes.list(|bytes| {
            let (span, insert) = (bytes.span()?, bytes.text()?.to_owned());
            let Removal { rule, keeper } = Removal::unpack(bytes)?;
            Some(Edit { span, insert, rule, keeper })
        })?;
        let fits = |span: Span| source.get(span.start..span.end).is_some();
        if !fits(span) || !fits(indent) || !edits.iter().all(|edit| fits(edit.span)) {
            return None;
        }
        Some(Self { blank_lines, indent, label, removal, put_back, lifted, ..Self::new(source, span, edits) })
    }
}

impl Removal {
    fn pack(self, packer: &mut Packer<'_>) {
        packer.number(u64::from(self.rule.0));
        packer.option(self.keeper, |packer, keeper| {
            packer.option(keeper.document, Packer::number);
            packer.size(keeper.paragraph);
        });
    }

    fn unpack(bytes: &mut Unpacker<'_>) -> Option<Self> {
        let rule = RuleRef(u32::try_from(bytes.number()?).ok()?);
        let keeper = bytes
            .option(|bytes| Some(Keeper { document: bytes.option(Unpacker::number)?, paragraph: bytes.size()? }))?;
        Some(Self { rule, keeper })
    }
}
