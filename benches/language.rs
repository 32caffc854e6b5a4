//! MB/s of telling the language of paragraphs, against the crate whatlang on its own, in one run: the ratio is what to look at.

#![allow(missing_docs, reason = "criterion makes the items")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use tamis::language::Detector;

const LATIN: &[&str] = &[
    "The harbour of the town silted up within two generations, and nobody dredged it, for the merchants had long moved \
     their ships to the deeper bay in the north, where the new road from the mines came down to the water.",
    "Wer heute durch die engen Gassen der alten Hafenstadt geht, sieht noch die eisernen Ringe in den Mauern, an denen \
     früher die Boote festgemacht wurden; das Meer liegt inzwischen eine halbe Stunde weiter westlich.",
    "Les pêcheurs racontent que la digue fut achevée en un seul été, parce que chaque famille avait promis d'apporter \
     cent pierres avant la Saint-Jean, et que personne ne voulait arriver le dernier avec sa charrette.",
    "El farero apuntaba cada noche el color del cielo, la dirección del viento y el número de barcas que volvían, y con \
     esos cuadernos se pudo saber, muchos años después, cuándo empezó a cambiar la corriente.",
    "W zimie, gdy rzeka zamarzała, chłopcy z obu wsi spotykali się na lodzie i grali do zmroku, a starsi palili na brzegu \
     ogniska i piekli ziemniaki, których smak wszyscy pamiętają do dzisiaj.",
    "Köyün yaşlıları, değirmenin taşını dağdan indirmenin tam üç gün sürdüğünü, yolda iki kez halatın koptuğunu ve buna \
     rağmen kimsenin yaralanmadığını anlatırlar; taş bugün çeşmenin yanında duruyor.",
];

const CYRILLIC: &[&str] = &[
    "Старый маяк давно не горит, но рыбаки по привычке держат на него курс, когда возвращаются вечером с моря, и \
     рассказывают детям, как смотритель однажды три ночи подряд звонил в колокол, потому что кончилось масло.",
    "Узимку, коли річка замерзала, хлопці з обох сіл сходилися на кризі й грали до темряви, а старші палили на березі \
     вогнища та пекли картоплю, смак якої всі пам'ятають і досі.",
    "Старите хора разказват, че воденичният камък бил свален от планината за три дни, че по пътя въжето се скъсало два \
     пъти и че въпреки това никой не пострадал; камъкът днес стои до чешмата.",
];

const CHINESE: &[&str] = &[
    "老码头的石阶还在，只是海水早已退到半里之外。镇上的老人说，从前每到初夏，渔船一条挨着一条停在岸边，孩子们踩着船板就能走到对岸去；\
     后来泥沙一年年淤积，大船进不来，商人便把货栈搬到了北边的深水湾，这里才慢慢安静下来。",
    "守燈塔的人每天晚上都要記下天色、風向和歸來的船數，這些本子後來成了研究洋流變化的重要材料；他的孫女說，最厚的那一本裏還夾著一片海鳥的羽毛，\
     寫著那年第一場颱風來臨的日子。",
];

fn language(criterion: &mut Criterion) {
    let detector = Detector::default();
    for (script, texts) in [("latin", LATIN), ("cyrillic", CYRILLIC), ("chinese", CHINESE)] {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let mut group = criterion.benchmark_group(script);
        group.throughput(Throughput::Bytes(bytes as u64)).sample_size(20);
        group.bench_function("tamis", |bencher| {
            bencher.iter(|| {
                texts.iter().map(|text| usize::from(black_box(detector.label(text)).score > 0.5)).sum::<usize>()
            });
        });
        group.bench_function("whatlang", |bencher| {
            bencher.iter(|| texts.iter().filter(|text| black_box(whatlang::detect(text)).is_some()).count());
        });
        group.finish();
    }
}

criterion_group!(benches, language);
criterion_main!(benches);
