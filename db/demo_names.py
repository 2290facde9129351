"""Made-up people for the sample club: names in many scripts, places with their phones; nobody is real."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Place:
    """Where people live: # stands for a random figure, 7 of them in *phone* so that ten million numbers differ; *street* takes name and house number."""

    country: str
    phone: str
    street: str
    streets: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Culture:
    """Names that go together, with the language and place of the people who bear them; `name=spelling` gives a Latin spelling for e-mail addresses."""

    language: str
    place: str
    weight: int
    women: str
    men: str
    families: str
    one_name: bool = False

    @cached_property
    def names(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str]]]:
        """Women's, men's and family names, each with its spelling in an address."""
        return _names(self.women), _names(self.men), _names(self.families)


def _names(text: str) -> list[tuple[str, str]]:
    from db.texts import fold

    pairs = [part.strip().partition("=") for part in text.split(",")]
    return [(name, spelling or "".join(sign for sign in fold(name) if sign.isascii() and sign.isalnum())) for name, _, spelling in pairs]


PLACES = {
    "SE": Place("SE", "+46 70 ### ## ##", "{name} {house}", ("Storgatan", "Kungsgatan", "Drottninggatan", "Södra vägen", "Björkgatan", "Åsögatan"),
                (("Stockholm", "11# ##"), ("Göteborg", "41# ##"), ("Malmö", "21# ##"), ("Uppsala", "75# ##"), ("Umeå", "90# ##"), ("Örebro", "70# ##"))),
    "NL": Place("NL", "+31 6 1### ####", "{name} {house}", ("Oudegracht", "Prinsengracht", "Dorpsstraat", "Kerkstraat", "Lindelaan"),
                (("Utrecht", "35## NR"), ("Amsterdam", "10## AB"), ("’s-Hertogenbosch", "52## GC"), ("Groningen", "97## KL"))),
    "ES": Place("ES", "+34 61# ## ## ##", "{name} {house}", ("Calle de la Feria", "Calle Mayor", "Avenida de la Constitución", "Plaza Nueva"),
                (("Sevilla", "410##"), ("Madrid", "280##"), ("A Coruña", "150##"), ("Málaga", "290##"))),
    "GB": Place("GB", "+44 771# ######", "{house} {name}", ("High Street", "Station Road", "Church Lane", "Mill Hill", "King’s Parade"),
                (("London", "SW1A 1A#"), ("Leeds", "LS1 4D#"), ("Bath", "BA1 2F#"), ("Edinburgh", "EH1 1Y#"))),
    "DE": Place("DE", "+49 1512 #######", "{name} {house}", ("Hauptstraße", "Schillerstraße", "Am Mühlenbach", "Goethestraße"),
                (("München", "803##"), ("Köln", "506##"), ("Düsseldorf", "402##"), ("Leipzig", "041##"))),
    "FR": Place("FR", "+33 6 1# ## ## ##", "{house} {name}", ("rue de la République", "avenue Victor Hugo", "place de l’Église", "rue du Château"),
                (("Paris", "750##"), ("Lyon", "690##"), ("Besançon", "250##"), ("Nîmes", "300##"))),
    "IT": Place("IT", "+39 347 ### ####", "{name} {house}", ("Via Garibaldi", "Corso Italia", "Via della Libertà", "Piazza Dante"),
                (("Roma", "001##"), ("Torino", "101##"), ("Forlì", "471##"), ("Bologna", "401##"))),
    "PL": Place("PL", "+48 51# ### ###", "ul. {name} {house}", ("Piłsudskiego", "Długa", "Kościuszki", "Słoneczna"),
                (("Kraków", "31-0##"), ("Łódź", "90-0##"), ("Gdańsk", "80-0##"), ("Poznań", "61-0##"))),
    "GR": Place("GR", "+30 697 ### ####", "{name} {house}", ("Ερμού", "Σταδίου", "Τσιμισκή", "Αγίου Δημητρίου"),
                (("Αθήνα", "105 ##"), ("Θεσσαλονίκη", "546 ##"), ("Πάτρα", "262 ##"))),
    "EE": Place("EE", "+372 5### ####", "{name} {house}", ("Pikk", "Lai", "Tähe", "Võidu"),
                (("Tallinn", "101##"), ("Tartu", "510##"), ("Pärnu", "800##"), ("Võru", "656##"))),
    "IE": Place("IE", "+353 85 ### ####", "{house} {name}", ("Main Street", "O’Connell Street", "Shop Street", "Quay Lane"),
                (("Dublin", "D0# X2#"), ("Galway", "H91 E#K"), ("Dún Laoghaire", "A96 X#W"))),
    "CZ": Place("CZ", "+420 72# ### ###", "{name} {house}", ("Dlouhá", "Nádražní", "Žižkova", "Školní"),
                (("Praha", "11# 00"), ("Brno", "60# 00"), ("Plzeň", "30# 00"), ("Ústí nad Labem", "40# 01"))),
    "HU": Place("HU", "+36 20 ### ####", "{name} utca {house}.", ("Kossuth Lajos", "Petőfi Sándor", "Fő", "Széchenyi"),
                (("Budapest", "10##"), ("Győr", "90##"), ("Pécs", "76##"), ("Szeged", "67##"))),
    "TR": Place("TR", "+90 555 ### ## ##", "{name} No. {house}", ("Atatürk Caddesi", "İstiklal Caddesi", "Çınar Sokak", "Gül Sokak"),
                (("İstanbul", "344##"), ("İzmir", "352##"), ("Eskişehir", "260##"))),
    "FI": Place("FI", "+358 40 ### ####", "{name} {house}", ("Hämeenkatu", "Mannerheimintie", "Yliopistonkatu", "Kirkkokatu"),
                (("Helsinki", "001##"), ("Jyväskylä", "401##"), ("Hämeenlinna", "131##"))),
    "NO": Place("NO", "+47 9## ## ###", "{name} {house}", ("Storgata", "Kirkegata", "Øvre Slottsgate", "Bjørnstjerne veg"),
                (("Oslo", "01##"), ("Bergen", "50##"), ("Tromsø", "90##"), ("Ålesund", "60##"))),
    "PT": Place("PT", "+351 91# ### ###", "{name} {house}", ("Rua Augusta", "Avenida da Liberdade", "Rua das Flores", "Travessa de São João"),
                (("Lisboa", "110#-0##"), ("Porto", "400#-0##"), ("Évora", "700#-5##"))),
}  # fmt: skip

CULTURES = (
    Culture("sv", "SE", 24, "Ingrid, Åsa, Märta, Elsa, Linnéa, Maja, Karin, Birgitta, Ebba, Saga, Annika, Freja",
            "Björn, Göran, Östen, Erik, Lars, Nils, Håkan, Oskar, Sven, Magnus, Axel, Jörgen",
            "Lindqvist, Åkesson, Sjöberg, Öberg, Nyström, Bergström, Hägglund, Ekström, Lundgren, Wallin, Norén, Svärd, Åström, Dahl, Björklund, Holm"),
    Culture("nl", "NL", 9, "Zoë, Sanne, Anouk, Fenna, Marijke, Renée, Lieke, Noor", "Jan, Daan, Sjoerd, Ruben, Bram, Joost, Mees, Cas",
            "van der Berg, 't Hooft, de Vries, Jansen, van ’t Wout, Bakker, ter Horst, Coördijk, van den Broek, Smit, de Groot, 't Hart"),
    Culture("es", "ES", 7, "Sofía, Lucía, Begoña, Inés, María José, Carmen, Nuria, Ángela", "Álvaro, José María, Íñigo, Raúl, Javier, Andrés, Martín, Óscar",
            "Hernández García, Muñoz, Ibáñez, Núñez Peña, García, Fernández López, Castaño, Yáñez, Ortega Ruiz, Domínguez"),
    Culture("en-GB", "GB", 9, "Emma, Charlotte, Grace, Olivia, Hannah, Anna, Eleanor, Poppy", "Oliver, George, Jack, Arthur, William, Thomas, Noah, Henry",
            "Smith, Taylor, O'Connor, Fitz-Gerald, Ashworth, Novak, Whitfield, Clarke, MacLeod, Penhaligon, Barnes, Hughes"),
    Culture("de", "DE", 8, "Anneliese, Jördis, Käthe, Lena, Sabine, Ursula, Mia, Hannelore", "Jürgen, Götz, Lukas, Matthias, Björn, Klaus, Felix, Rüdiger",
            "Groß, Müller, Schröder, von der Höhe, Weiß, Köhler, Jäger, Strauß, Böhm, Schäfer, Krüger, Vogel"),
    Culture("fr", "FR", 6, "Françoise, Chloé, Anaïs, Anne-Sophie, Hélène, Maëlys, Margaux, Zélie", "François, Jérôme, Loïc, Jean-Luc, Benoît, Théo, Raphaël, Gaël",
            "Lefèvre-Delacroix, Dupont, L'Hermitte, Bélanger, Garçon, Noël, d’Artois, Lemaître, Côté, Marchand, Rousseau"),
    Culture("pl", "PL", 6, "Zofia, Małgorzata, Łucja, Agnieszka, Świętosława, Żaneta, Maria", "Łukasz, Paweł, Stanisław, Michał, Wojciech, Grzegorz, Jan",
            "Wójcik, Kowalczyk, Żółkiewski, Dąbrowska, Szczęsny, Wiśniewska, Łąk, Zieliński, Nowak"),
    Culture("it", "IT", 4, "Chiara, Giulia, Francesca, Sofia, Noemi", "Niccolò, Luca, Matteo, Giosuè, Andrea",
            "D'Angelo, Rossi, Nicolò, Esposito, De Santis, Ferrari, Dell’Orto"),
    Culture("el", "GR", 4, "Αγγελική=angeliki, Μαρία=maria, Ελένη=eleni, Χρυσούλα=chrysoula", "Γιώργος=giorgos, Νίκος=nikos, Ευστάθιος=efstathios, Δημήτρης=dimitris",
            "Παπαδοπούλου=papadopoulou, Οικονόμου=oikonomou, Ψαρρός=psarros, Αγγελόπουλος=angelopoulos, Γεωργίου=georgiou"),
    Culture("ru", "EE", 4, "Анастасия=anastasia, Ольга=olga, Юлия=yulia, Екатерина=ekaterina", "Дмитрий=dmitri, Алексей=aleksei, Пётр=pyotr, Юрий=juri",
            "Соколов=sokolov, Иванова=ivanova, Щербаков=shcherbakov, Волков=volkov, Кузнецова=kuznetsova"),
    Culture("et", "EE", 2, "Õie, Kärt, Triinu, Liis", "Jüri, Tõnu, Mihkel, Ülo", "Põder, Tamm, Käärik, Õunapuu, Mägi"),
    Culture("zh", "SE", 3, "美玲=meiling, 雨桐=yutong, 静=jing, 欣怡=xinyi", "伟=wei, 浩然=haoran, 明=ming, 子轩=zixuan", "李=li, 王=wang, 张=zhang, 陈=chen, 欧阳=ouyang"),
    Culture("ja", "SE", 2, "さくら=sakura, 美咲=misaki, 陽子=yoko", "健太=kenta, 大翔=hiroto, 誠=makoto", "佐藤=sato, 鈴木=suzuki, 髙橋=takahashi, 渡辺=watanabe"),
    Culture("ko", "SE", 1, "서연=seoyeon, 지우=jiwoo, 민지=minji", "민준=minjun, 도윤=doyun, 지호=jiho", "김=kim, 이=lee, 박=park, 최=choi"),
    Culture("ar", "SE", 3, "فاطمة=fatima, ليلى=layla, نور=nour, مريم=maryam", "يوسف=yusuf, أحمد=ahmad, خالد=khaled, عمر=omar",
            "الحداد=alhaddad, المصري=almasri, منصور=mansour, الخطيب=alkhatib"),
    Culture("he", "SE", 1, "נועה=noa, תמר=tamar, שירה=shira", "דוד=david, יונתן=yonatan, אורי=uri", "כהן=cohen, לוי=levi, מזרחי=mizrahi"),
    Culture("tr", "TR", 2, "Şeyma, Ayşe, Gülşen, İpek", "Çağrı, Oğuz, İbrahim, Barış", "Yıldız, Öztürk, Güneş, Şahin, Çelik"),
    Culture("vi", "SE", 2, "Nguyễn Thị, Trần Thu, Lê Mỹ", "Phạm Văn, Đỗ Minh, Vũ Đức", "Hương, Dũng, Thảo, Ánh, Quốc"),
    Culture("is", "SE", 1, "Sinéad, Þórdís, Guðrún, Ásta", "Ólafur, Þór, Sigurður, Eiríkur", "Jónsson, Guðmundsdóttir, Björnsdóttir, Þorsteinsson"),
    Culture("ga", "IE", 2, "Sinéad, Aoife, Siobhán, Róisín", "Seán, Pádraig, Oisín, Ciarán", "Ó Briain, Ní Dhomhnaill, Mac Giolla Phádraig, O’Sullivan, Murphy"),
    Culture("cs", "CZ", 3, "Kristýna, Eliška, Žofie, Růžena", "Jiří, Ondřej, Matěj, Čeněk", "Dvořáková, Novák, Šťastný, Kučera, Říha"),
    Culture("hu", "HU", 2, "Réka, Zsófia, Ágnes, Boglárka", "Tamás, Gergő, Ákos, Lőrinc", "Szűcs, Kovács, Horváth, Nagy-Kiss, Győri"),
    Culture("fi", "FI", 3, "Päivi, Aino, Sirkka-Liisa, Äänis", "Väinö, Jyrki, Mikko, Yrjö", "Mäkelä, Hämäläinen, Korhonen, Yli-Kauhaluoma, Virtanen"),
    Culture("nb", "NO", 3, "Bjørg, Åse, Ragnhild, Solveig", "Øystein, Håvard, Pål, Torbjørn", "Sæther, Bjørnstad, Ødegård, Hansen, Åsheim"),
    Culture("pt", "PT", 2, "Conceição, Inês, Fátima, Beatriz", "João, Simão, Estêvão, Gonçalo", "Gonçalves, Magalhães, da Conceição, Araújo, Simões"),
    Culture("id", "SE", 1, "Wulandari, Kartini, Suryani", "Budi, Slamet, Joko", "Sukarno, Suharto, Supriyadi, Sukarnoputri, Sutomo", one_name=True),
    Culture("ro", "SE", 1, "Ștefania, Mălina, Ioana", "Ștefan, Răzvan, Florin", "Țurcanu, Ionescu, Mureșan, Bănică"),
)  # fmt: skip

INTERESTS = (
    "books",
    "espresso",
    "filter coffee",
    "tea",
    "crime novels",
    "poetry",
    "children’s books",
    "baking",
    "live music",
    "chess",
    "knitting",
    "travel",
)
NOTES = (
    "Prefers the table at the window.",
    "Allergic to nuts.",
    "Orders crime novels in Swedish.",
    "Brings the dog; water bowl, please.",
    "Likes to be told about new beans.",
    "Wheelchair: keep the side door free.",
    "Pays for the book club in advance.\nAsk for the receipt.",
)
SOURCES = ("signed form", "at the desk", "web sign-up", "letter")
