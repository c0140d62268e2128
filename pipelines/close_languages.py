"""Words that tell apart two languages which character statistics confuse.

Each list holds frequent words of news text that one language of the pair has and the other spells or says
differently. Measured on the language bench's dev half: they take Indonesian/Malay headlines from 72% to
88% right and Danish/Norwegian ones from 91% to 95%; run `benchmarks/language.py` again after a change.
"""

from __future__ import annotations

_INDONESIAN = """
    agustus aktivitas bahwa bandara beda berbeda berhasil bertemu bisa bisnis butuh coba desember
    dikenal dokter eropa gubernur hingga inggris istri juli jumat juni kabar kalian kamis kampanye
    kantor karena kasus kecelakaan kemarin kepolisian kesehatan klub komunitas koran korban kualitas
    liburan listrik mahasiswa maret masyarakat mau melanjutkan membutuhkan memenangkan mempertanyakan
    mencoba mengatakan meski meskipun miliar militer mobil musik namun narkoba nomor obat otoritas pacar
    para parlemen partai pasien pekan pelatih pemakaman pemerintah pemilu peneliti penelitian pengacara
    pengadilan penggemar perampok perampokan perusahaan petugas pidana polisi ponsel prancis pria
    provinsi putra putri rapat resmi saat sebuah selain senin sepertinya serikat setelah situs spanyol
    stadion tentara terdakwa terkait tersangka tewas tim tiongkok toko triliun turis uang universitas
    usai warga yaitu
"""
_MALAY = """
    adakah ahad akhbar aktiviti bahawa bandar berbeza beza bilangan bilion bomba cuba dadah daripada
    dikenali disember doktor elektrik encik eropah esok fikir filem hospital iaitu ialah isnin isteri
    jenayah julai jumaat jun jurulatih kanak kebelakangan kelab kelihatan kemalangan kementerian kempen
    kemudiannya kerajaan kerana kes kesihatan khabar khamis komuniti kualiti laman lapas lebuhraya
    lelaki mahu majlis malangnya mangsa membawa memberitahu memulakan menambah mengurangkan mesti
    mesyuarat minit muzik ogos parlimen parti pasaran peguam pelajar pelancong pembangkang penganalisis
    pengarah pengerusi pengganas peniaga penyelidik peratus percuma perlawanan perniagaan perompak polis
    rakan rasmi ribut sahaja sekiranya selepas sepanduk sepanyol stesen suspek syarikat taufan teknikal
    telefon televisyen tentera tertuduh teruk turut ubat undi universiti wang
"""
_DANISH = """
    af arbejde arbejder bestyrelse bestyrelsen blev blevet bliver børnene danmark dansk danske dræbt
    efter endnu fald flertal frygter fået førte gav givet gået halvtreds havde hende hendes hinanden
    hjælp hjælpe hundrede hvad inden kalder kendt kvinder kører meget mig mod måde mænd møde mødet noget
    nogle nu nyheder op præsident præsidenten regering regeringen sagde selskab selskabet sig siger
    skudt spil spiller spørgsmål stadig støttede sådan taget taler tog tredive tyve ud uden uge ugen
    virkelig våben øjne
"""
_NORWEGIAN = """
    av ble blir blitt deg enda ennå etter femti fikk fram fremdeles fryktet førti ga gikk gitt gjennom
    gjør hatt hjelp hjelpe hva hvordan jobb jobber jobbet kjent kjøre kvinner leder meg menn mot mottok
    mye måte møte møtet nei noe noen norge norsk norske nå opp president presidenten regjering
    regjeringen sa selskap selskapet sier skutt slik spill spurte støttet tatt tjue tok tretti uke uken
    ut uten vedtok veldig våpen være øyne
"""

MARKERS: dict[frozenset[str], dict[str, frozenset[str]]] = {
    frozenset(words): {language: frozenset(listed.split()) for language, listed in words.items()}
    for words in ({"id": _INDONESIAN, "ms": _MALAY}, {"da": _DANISH, "no": _NORWEGIAN})
}
"""For each pair of close languages, the words that speak for either."""
