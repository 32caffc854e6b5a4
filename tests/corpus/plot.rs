//! The match curves of the shipped rules for near duplicates as a plot.

use std::fmt::Write;
use tamis::pipeline::Pipeline;
use tamis::rules::compile::Shape;
use tamis::rules::schema::Form;

/// Of the plot: left and upper edge of its field, width and height.
const FIELD: (f64, f64, f64, f64) = (60.0, 20.0, 480.0, 300.0);
const COLOURS: [&str; 4] = ["#1b6ca8", "#c2571a", "#3a7d44", "#7a4fa3"];

fn x(jaccard: f64) -> f64 {
    FIELD.0 + FIELD.2 * jaccard
}

fn y(chance: f64) -> f64 {
    FIELD.1 + FIELD.3 * (1.0 - chance)
}

/// For each rule that looks for near duplicates the chance of a pair to be compared, by its Jaccard.
pub fn match_curves() -> String {
    let pipeline = Pipeline::shipped().unwrap_or_else(|report| panic!("{report}"));
    let mut plot = String::from(concat!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 380" font-family="sans-serif" font-size="12">"#,
        "\n<title>Chance of a pair to be compared, by its Jaccard</title>\n",
        r##"<rect width="600" height="380" fill="#ffffff"/>"##,
        "\n"
    ));
    for tenth in (0..=10).step_by(2) {
        let share = f64::from(tenth) / 10.0;
        let (left, right, top, bottom) = (x(0.0), x(1.0), y(1.0), y(0.0));
        let line = |plot: &mut String, x1: f64, y1: f64, x2: f64, y2: f64| {
            writeln!(plot, r##"<path d="M{x1:.0} {y1:.0}L{x2:.0} {y2:.0}" stroke="#d0d0d0"/>"##).unwrap();
        };
        line(&mut plot, left, y(share), right, y(share));
        line(&mut plot, x(share), top, x(share), bottom);
        writeln!(plot, r#"<text x="{:.0}" y="{:.0}" text-anchor="end">{share:.1}</text>"#, left - 8.0, y(share) + 4.0)
            .unwrap();
        writeln!(plot, r#"<text x="{:.0}" y="{:.0}" text-anchor="middle">{share:.1}</text>"#, x(share), bottom + 18.0)
            .unwrap();
    }
    writeln!(
        plot,
        r#"<text x="{:.0}" y="{:.0}" text-anchor="middle">Jaccard of the shingles</text>"#,
        x(0.5),
        y(0.0) + 38.0
    )
    .unwrap();
    let near = pipeline.rules().iter().filter_map(|rule| match &rule.shape {
        Shape::Duplicate(duplicate) if duplicate.form == Form::Near => Some((rule, duplicate)),
        _ => None,
    });
    for (number, (rule, duplicate)) in near.enumerate() {
        let (banding, colour) = (duplicate.banding, COLOURS[number % COLOURS.len()]);
        let points = (0..=100).map(|percent| f64::from(percent) / 100.0);
        let points: Vec<String> = points.map(|s| format!("{:.1},{:.1}", x(s), y(banding.chance(s)))).collect();
        writeln!(plot, r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2"/>"#, points.join(" "))
            .unwrap();
        let at = x(duplicate.min_jaccard);
        writeln!(
            plot,
            r#"<path d="M{at:.1} {:.0}L{at:.1} {:.0}" stroke="{colour}" stroke-dasharray="4 3"/>"#,
            y(1.0),
            y(0.0)
        )
        .unwrap();
        let id = &pipeline.catalog().get(rule.rule).id;
        let words = format!("{id}: {} bands of {}, threshold {}", banding.bands, banding.rows, duplicate.min_jaccard);
        writeln!(
            plot,
            r#"<text x="{:.0}" y="{:.0}" fill="{colour}">{words}</text>"#,
            x(0.02),
            y(0.93) + 18.0 * number as f64
        )
        .unwrap();
    }
    plot.push_str("</svg>\n");
    plot
}
