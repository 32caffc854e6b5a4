#!/usr/bin/env python3
"""Sets labelled single lines between two paragraphs of prose, as labelled pages for `tamis score`.

In: JSON Lines with `text`, `label` (`chrome` or `content`), `lang`, and if you like `needs` (what a rule must see to
tell: `line`, or more), `category`, `before` and `after` (lists of lines around it). Out, on standard output: a page a
line, in which that line alone is scored; its `source` is `LABEL/NEEDS`, so `tamis score` has a row for
each: `parchrome-` is the share of chrome lines caught, `parR` the share of content lines that stay.

Run: scripts/lines_to_pages.py LINES.jsonl > pages.jsonl && tamis score pages.jsonl
"""

import json
import sys

# Two paragraphs of plain prose, of our own making, in each language; others get the English ones.
PROSE = {
    "en": ("The harbour was closed in the autumn, and for a long time nobody knew when the first boats would come back.",
           "In spring the ice went out with a noise that could be heard in the next valley, and the men began to paint."),
    "zh": ("港口在秋天关闭了，很长一段时间里，谁也不知道第一批船什么时候能回来，只有灯塔每天晚上照常亮着。",
           "到了春天，冰随着一声巨响裂开，隔壁的山谷里也能听见，于是男人们开始给船上漆，女人们开始补网。"),
    "de": ("Der Hafen wurde im Herbst geschlossen, und lange wusste niemand, wann die ersten Boote wiederkommen würden.",
           "Im Frühjahr brach das Eis mit einem Lärm, den man noch im nächsten Tal hörte, und die Männer strichen die Boote."),
    "fr": ("Le port fut fermé à l'automne, et pendant longtemps personne ne sut quand les premiers bateaux reviendraient.",
           "Au printemps, la glace se rompit avec un bruit que l'on entendit jusque dans la vallée voisine, et l'on peignit."),
    "es": ("El puerto se cerró en otoño, y durante mucho tiempo nadie supo cuándo volverían los primeros barcos al muelle.",
           "En primavera el hielo se rompió con un ruido que se oyó en el valle vecino, y los hombres pintaron las barcas."),
    "it": ("Il porto fu chiuso in autunno, e per molto tempo nessuno seppe quando sarebbero tornate le prime barche.",
           "In primavera il ghiaccio si ruppe con un rumore che si sentì nella valle vicina, e gli uomini dipinsero."),
    "pt": ("O porto foi fechado no outono, e durante muito tempo ninguém soube quando voltariam os primeiros barcos.",
           "Na primavera o gelo partiu-se com um ruído que se ouviu no vale vizinho, e os homens pintaram os barcos."),
    "pl": ("Port zamknięto jesienią i przez długi czas nikt nie wiedział, kiedy wrócą pierwsze łodzie z północy.",
           "Wiosną lód pękł z hukiem, który słychać było w sąsiedniej dolinie, a mężczyźni zaczęli malować łodzie."),
    "cs": ("Přístav na podzim zavřeli a dlouho nikdo nevěděl, kdy se vrátí první lodě ze severu, ani kdo je přivede.",
           "Na jaře led praskl s hlukem, který bylo slyšet v sousedním údolí, a muži začali natírat čluny."),
    "nl": ("De haven werd in de herfst gesloten, en lange tijd wist niemand wanneer de eerste boten terug zouden komen.",
           "In het voorjaar brak het ijs met een lawaai dat in het volgende dal te horen was, en de mannen gingen verven."),
    "sv": ("Hamnen stängdes på hösten, och länge visste ingen när de första båtarna skulle komma tillbaka norrifrån.",
           "På våren gick isen upp med ett dån som hördes i nästa dal, och männen började måla sina båtar."),
    "no": ("Havnen ble stengt om høsten, og lenge visste ingen når de første båtene ville komme tilbake nordfra.",
           "Om våren gikk isen opp med et brak som hørtes i neste dal, og mennene begynte å male båtene sine."),
    "da": ("Havnen blev lukket om efteråret, og længe vidste ingen, hvornår de første både ville komme tilbage.",
           "Om foråret brød isen op med et brag, der kunne høres i den næste dal, og mændene begyndte at male."),
    "fi": ("Satama suljettiin syksyllä, eikä kukaan pitkään aikaan tiennyt, milloin ensimmäiset veneet palaisivat.",
           "Keväällä jää lähti ryskien niin, että se kuului seuraavaan laaksoon, ja miehet alkoivat maalata veneitä."),
    "hu": ("A kikötőt ősszel lezárták, és sokáig senki sem tudta, mikor térnek vissza az első hajók északról.",
           "Tavasszal a jég olyan zajjal tört fel, hogy a szomszéd völgyben is hallották, és a férfiak festeni kezdtek."),
    "ro": ("Portul a fost închis toamna și multă vreme nimeni nu a știut când se vor întoarce primele bărci.",
           "Primăvara gheața s-a rupt cu un zgomot care s-a auzit în valea vecină, iar oamenii au început să vopsească."),
    "ru": ("Гавань закрыли осенью, и долгое время никто не знал, когда вернутся первые лодки с северных островов.",
           "Весной лёд пошёл с таким шумом, что его было слышно в соседней долине, и мужчины начали красить лодки."),
    "uk": ("Гавань закрили восени, і довгий час ніхто не знав, коли повернуться перші човни з північних островів.",
           "Навесні крига пішла з таким шумом, що його було чути в сусідній долині, і чоловіки почали фарбувати човни."),
    "el": ("Το λιμάνι έκλεισε το φθινόπωρο, και για πολύ καιρό κανείς δεν ήξερε πότε θα γυρίσουν οι πρώτες βάρκες.",
           "Την άνοιξη ο πάγος έσπασε με θόρυβο που ακούστηκε ως τη διπλανή κοιλάδα, και οι άντρες άρχισαν να βάφουν."),
    "ja": ("港は秋に閉ざされ、最初の船がいつ戻ってくるのか、長いあいだ誰にも分からなかったが、灯台だけは毎晩光っていた。",
           "春になると氷は隣の谷まで聞こえる音を立てて割れ、男たちは船にペンキを塗り、女たちは網を繕い始めた。"),
    "ko": ("항구는 가을에 닫혔고, 첫 배가 언제 돌아올지 오랫동안 아무도 알지 못했지만 등대만은 밤마다 불을 밝혔다.",
           "봄이 되자 얼음이 옆 골짜기까지 들리는 소리를 내며 갈라졌고, 남자들은 배에 칠을 하기 시작했다."),
    "ar": ("أغلق الميناء في الخريف، ولم يعرف أحد لوقت طويل متى تعود القوارب الأولى من الشمال البعيد إلى أهلها.",
           "وفي الربيع تكسر الجليد بصوت سمع في الوادي المجاور، وبدأ الرجال يدهنون قواربهم استعدادا للموسم."),
    "fa": ("بندر در پاییز بسته شد و مدت‌ها کسی نمی‌دانست که نخستین قایق‌ها کی از شمال باز خواهند گشت.",
           "در بهار یخ با صدایی شکست که در دره‌ی همسایه شنیده شد و مردان رنگ کردن قایق‌ها را آغاز کردند."),
    "he": ("הנמל נסגר בסתיו, ובמשך זמן רב איש לא ידע מתי ישובו הסירות הראשונות מן הצפון הרחוק אל הרציף.",
           "באביב נשבר הקרח ברעש שנשמע בעמק הסמוך, והגברים החלו לצבוע את סירותיהם לקראת העונה."),
    "hi": ("बंदरगाह पतझड़ में बंद कर दिया गया, और बहुत दिनों तक किसी को पता नहीं था कि पहली नावें कब लौटेंगी।",
           "वसंत में बर्फ़ ऐसी आवाज़ के साथ टूटी कि पड़ोस की घाटी में सुनाई दी, और लोग नावें रँगने लगे।"),
    "tr": ("Liman sonbaharda kapatıldı ve ilk teknelerin ne zaman döneceğini uzun süre kimse bilemedi.",
           "İlkbaharda buz, komşu vadiden duyulan bir gürültüyle kırıldı ve adamlar teknelerini boyamaya başladı."),
    "vi": ("Bến cảng đóng cửa vào mùa thu, và trong một thời gian dài không ai biết khi nào những con thuyền đầu tiên trở về.",
           "Mùa xuân, băng vỡ với tiếng động vang sang tận thung lũng bên cạnh, và đàn ông bắt đầu sơn lại thuyền."),
    "id": ("Pelabuhan ditutup pada musim gugur, dan lama sekali tak seorang pun tahu kapan perahu pertama akan kembali.",
           "Pada musim semi es pecah dengan suara yang terdengar sampai lembah sebelah, dan orang mulai mengecat perahu."),
    "th": ("ท่าเรือปิดในฤดูใบไม้ร่วง และเป็นเวลานานที่ไม่มีใครรู้ว่าเรือลำแรกจะกลับมาเมื่อใด มีเพียงประภาคารที่ยังส่องแสงทุกคืน",
           "พอถึงฤดูใบไม้ผลิ น้ำแข็งก็แตกเสียงดังไปถึงหุบเขาข้างเคียง และพวกผู้ชายก็เริ่มทาสีเรือของตน"),
}


def page(number, row):
    """The labelled page that holds the line of `row`."""
    first, last = PROSE.get(row.get("lang"), PROSE["en"])
    before, after = row.get("before", []), row.get("after", [])
    lines = [first, *before, row["text"].replace("\n", " "), *after, last]
    place = 1 + len(before)
    return {
        "id": f"{row.get('category', 'line')}-{number}",
        "text": "\n".join(lines),
        "keep": [int(n != place or row["label"] == "content") for n in range(len(lines))],
        "skip": [n for n in range(len(lines)) if n != place],
        "lang": row.get("lang", "und"),
        "source": f"{row['label']}/{row.get('needs', 'line')}",
    }


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            print(json.dumps(page(number, json.loads(line)), ensure_ascii=False))


if __name__ == "__main__":
    main()
