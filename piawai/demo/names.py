"""Invented Acehnese and Indonesian names. Any likeness to a living person is chance."""

import random

MALE = "M"
FEMALE = "F"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MEN = _words(
    "Abdullah Adnan Afrizal Agus Ahmad Aidil Akmal Alfian Amiruddin Andi Ansari Ardiansyah Arif Armia Asnawi Azhar "
    "Azwar Bachtiar Bahrul Budi Burhanuddin Chairul Dahlan Darmawan Dedi Edi Fadhil Fahmi Faisal Fajri Fauzan Fauzi "
    "Firdaus Fitra Furqan Ghufran Hafiz Haikal Hamdani Hanafiah Haris Hasballah Hendra Heri Husaini Ibrahim Idris "
    "Ihsan Ikhwan Ilham Imran Indra Irfan Irwansyah Ishak Iskandar Ismail Jalaluddin Jamaluddin Joko Junaidi "
    "Kamaruzzaman Khairul Luthfi Maimun Mahdi Marzuki Maulana Mirza Mukhlis Mukhtar Munawar Munir Murdani "
    "Mursal Musliadi Mustafa Muzakir Nasir Nasruddin Nazaruddin Nurdin Rahmad Raihan Ramli "
    "Razali Ridha Rizki Rusdi Rusli Sabri Safrizal "
    "Saiful Samsul Sayuti Sofyan Suhaimi Sulaiman Suryadi Syahrul Syamsuddin Syukri Tarmizi Taufik Wahyu Yani Yusri "
    "Yusuf Zahrul Zainal Zakaria Zubir Zulfikar Zulkarnain Zulkifli"
)
_WOMEN = _words(
    "Aida Ainal Ainun Aisyah Anita Annisa Asmaul Asmawati Aswita Badriah Cahaya Dahlia Darwati Desi Devi Dewi Dian "
    "Elfina Elida Elvira Erlina Ernawati Eva Fadhilah Farida Fatimah Fauziah Fitri Fitriani Hafnidar Hafsah Halimah "
    "Hasanah Hayatun Herlina Husna Ida Indah Intan Irawati Irma Ismawati Jamilah Juliana Juwairiah Karmila Khairani "
    "Khairunnisa Laila Lailatul Lia Lina Lisa Liza Mahyuni Mardhiah Mariana Maryam Maulida Mawaddah Meutia Mulyani "
    "Murniati Mutia Nadia Nanda Nasriah Nia Nilawati Nova Novita Nur Nuraini Nurbaiti Nurhayati Nurjannah Nurlaila "
    "Nurmala Nursyida Putri Rahmah Rahmawati Raihanah Ratna Rika Rina Risna Rita Rosdiana Rosmiati Ruhama Safrina "
    "Salamah Salmiah Sakdiah Sari Siti Sri Suryani Suwarni Syarifah Ulfa Ummul Wahyuni Wardiah Wirda Yuliana Yulidar "
    "Yusnidar Yusra Zahara Zahratul Zuraida Zuhra"
)
_SECOND_MEN = _words(
    "Abdi Affan Akbar Alamsyah Alfata Amri Anwar Arahman Aulia Azmi Bakri Basri Daud Effendi Fata Fuadi Gade Hakim "
    "Halim Hamzah Harun Hasan Hidayat Husin Isa Jafar Johan Kasim Kurniawan Lubis Mahmud Mansyur Maulidi Muda Nasution "
    "Nugraha Nyak Pasaribu Polem Pratama Puteh Putra Rahman Ramadhan Ramadhana Rasyid Ridwan Saputra Siregar Siddiq "
    "Setiawan Sufi Syah Syahputra Syarif Tanjung Thaib Ubaidillah Umar Usman Wahab Wibowo Yahya Yunus Zain"
)
_SECOND_WOMEN = _words(
    "Afriani Agustina Amalia Ananda Anggraini Aprilia Astuti Aulia Azizah Azzahra Daud Dewi Fajrina Fazira Febriani "
    "Fitria Handayani Harahap Hasan Hidayah Humaira Husna Ibrahim Ismail Jannah Kamal Khaira Lestari Lubis Maghfirah "
    "Mahmud Maisarah Marlina Maulina Mauliza Munira Mustika Nadira Nasution Nazira Ningsih Novianti Oktaviani Permata "
    "Pertiwi Puspita Rahayu Rahmi Ramadhani Rizkia Salsabila Safitri Sartika Siregar Suraiya Syafrina Syahputri "
    "Ulfah Usman Utami Wati Wulandari Yani Yunita Yusuf Zakaria Zulfa"
)
# (before the name, chance): noble and pious forms common in Aceh
_BEFORE_MEN = (("Muhammad", 0.13), ("M.", 0.08), ("Teuku", 0.06), ("T.", 0.04), ("Said", 0.02), ("Tgk.", 0.01))
_BEFORE_WOMEN = (("Cut", 0.09), ("Siti", 0.05), ("Nur", 0.04), ("Syarifah", 0.02), ("Pocut", 0.01), ("Sri", 0.03))


def full_name(*, rng: random.Random, sex: str) -> str:
    """Return an invented full name for a man (`M`) or a woman (`F`), without titles."""
    men = sex == MALE
    first = rng.choice(_MEN if men else _WOMEN)
    before = _before(rng=rng, forms=_BEFORE_MEN if men else _BEFORE_WOMEN)
    words = [before] if before and before != first else []
    words.append(first)
    if not before or rng.random() < 0.55:
        second = rng.choice(_SECOND_MEN if men else _SECOND_WOMEN)
        if second != first:
            words.append(second)
    if len(words) == 1 and rng.random() < 0.7:
        words.append(rng.choice(_MEN))  # a father's name
    return " ".join(words)


def _before(*, rng: random.Random, forms: tuple[tuple[str, float], ...]) -> str:
    draw = rng.random()
    for form, chance in forms:
        if draw < chance:
            return form
        draw -= chance
    return ""
