"""Where people of the demo city were born, live and work, as a SIASN export writes it."""

BIRTHPLACES = (
    ("SABANG", 52),
    ("BANDA ACEH", 16),
    ("ACEH BESAR", 9),
    ("PIDIE", 7),
    ("BIREUEN", 4),
    ("LHOKSEUMAWE", 3),
    ("LANGSA", 2),
    ("MEDAN", 3),
    ("PADANG", 2),
    ("YOGYAKARTA", 1),
    ("JAKARTA", 1),
)
GAMPONG = {
    "Sukakarya": ("Kuta Ateuh", "Kuta Barat", "Kuta Timu", "Aneuk Laot", "Krueng Raya"),
    "Sukajaya": ("Ie Meulee", "Ujong Kareueng", "Cot Ba'U", "Cot Abeuk", "Anoi Itam", "Balohan", "Jaboi"),
    "Sukamakmue": ("Paya Seunara", "Batee Shok", "Iboih", "Paya", "Keunekai", "Beurawang"),
}
STREETS = ("Jalan Cemara", "Jalan Malahayati", "Jalan Kenanga", "Jalan Bahari", "Jalan Teratai", "Jalan Pelabuhan")
