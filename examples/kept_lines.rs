//! Labelled pages in, for each a line `{"id", "keep"}` out: which of its lines stay, for scorers other than `tamis score`.
//!
//! `cargo run --release --example kept_lines -- LABELLED.jsonl…`

use std::error::Error;
use std::io::{Write, stdout};
use tamis::input::{Batches, Fields, inputs};
use tamis::pipeline::Pipeline;
use tamis::score::labelled::Labelled;
use tamis::score::lines::lines;

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = inputs(&std::env::args().skip(1).collect::<Vec<_>>(), None)?;
    let pipeline = Pipeline::shipped()?;
    let mut out = stdout().lock();
    for raw in Batches::new(&inputs, &Fields::default()).flatten().flatten() {
        let Some(page) = Labelled::read(&raw)? else { continue };
        let cleaned = pipeline.clean(page.document());
        let keep: Vec<u8> = lines(&cleaned).iter().map(|line| u8::from(line.stays)).collect();
        serde_json::to_writer(&mut out, &serde_json::json!({"id": page.id, "keep": keep}))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
