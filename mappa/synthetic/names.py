"""Names, streets and establishments that sound ordinary and belong to nobody."""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = _words(
    "Alice Amelia Anita Bethan Carys Charlotte Chloe Clara Denise Donna Edith Eleanor Farah Fiona"
    " Gemma Grace Hannah Helen Imogen Iris Jade Joan Kerry Laura Leanne Lucy Megan Nadia Naomi"
    " Olive Paula Priya Rachel Rhian Rosa Ruth Sandra Shreya Sian Tara Tessa Una Vera Wendy Yasmin"
)
MEN = _words(
    "Aaron Adil Alan Barry Bevan Brian Callum Carl Colin Daniel Darren Dilwyn Edwin Elliot Errol"
    " Farid Frank Gareth Glen Graham Harvey Howard Ian Idris Imran Jamie Joel Karl Kevin Leon Liam"
    " Malcolm Martin Neil Nigel Oscar Owen Patrick Paul Rajan Reece Ronald Samir Sean Stuart Tariq"
    " Terence Tyrone Vincent Wayne"
)
_FAMILY_BEGINS = _words(
    "Alder Barn Bram Brindle Cald Carn Dray Dunn Ells Fenn Gors Harl Hazel Ister Kel Lang Lark"
    " Marl Nether Oaken Pell Quill Rams Rowan Salt Sed Tarn Thorn Under Wain Wether Yarl"
)
_FAMILY_ENDS = _words(
    "acre beck bury by combe croft dale fold gate ham ley mere shaw stead ton wick"
)
_STREETS = _words("Bobbin Candle Cobbler Fiddle Kettle Lantern Mitten Pepper Saddle Thimble")
_WAYS = ("Close", "Lane", "Row", "Street", "Terrace", "Yard")
_TOWNS = ("Brindlewick", "Carnstead", "Fennacre", "Larkfold", "Marlbeck", "Saltcombe")
PRISONS = ("HMP Gorse Hill", "HMP Fenn Moor", "HMP Larkshaw", "HMP Nether Quill")
YOUTH_PRISONS = ("YOI Rowan Fold", "YOI Tarn Side")
HOSPITALS = ("Alder Ward, Thimble Hospital", "Hazel Unit, Marlbeck Hospital")
COURTS = ("Crown Court at Marlbeck", "Crown Court at Saltcombe", "Larkfold Magistrates' Court")


def family_name(draw: Random) -> str:
    """A made-up family name, such as Thornbeck."""
    return draw.choice(_FAMILY_BEGINS) + draw.choice(_FAMILY_ENDS)


def given_names(draw: Random, sex: str) -> str:
    """One or two given names that go with the sex recorded."""
    choice = WOMEN if sex == "female" else MEN
    first, second = draw.sample(choice, 2)
    return f"{first} {second}" if draw.random() < 0.4 else first


def address_lines(draw: Random, area_name: str) -> str:
    """A house in a street and a town that do not exist, in the area named."""
    street = f"{draw.choice(_STREETS)} {draw.choice(_WAYS)}"
    return f"{draw.randint(1, 180)} {street}, {draw.choice(_TOWNS)}, {area_name}"


def postcode(draw: Random) -> str:
    """A postcode of the area ZZ, which no house has."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return (
        f"ZZ{draw.randint(1, 9)} {draw.randint(1, 9)}{draw.choice(letters)}{draw.choice(letters)}"
    )
