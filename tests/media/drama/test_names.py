import pytest

from ganvas.media.drama.directions import NameFinder, kind_of, manner_of
from ganvas.media.drama.names import key_of, one_letter_apart, one_name_each, tidy


def test_spellings_of_one_name():
    counts = {
        "FIRST CITIZEN": 5,
        "First Citizen": 2,
        "1st Citizen.": 1,
        "Second Citizen": 4,
        "ANNA (CONT'D)": 1,
        "ANNA": 9,
    }
    names = one_name_each(counts)
    assert {names[one] for one in ("FIRST CITIZEN", "First Citizen", "1st Citizen.")} == {"FIRST CITIZEN"}
    assert names["Second Citizen"] == "Second Citizen"
    assert names["ANNA (CONT'D)"] == "ANNA"


def test_a_slip_of_the_pen():
    names = one_name_each({"GUIDERIUS": 60, "GUIDERUS": 1, "ANNA": 30, "ANNE": 1, "Lord 1": 20, "Lord 2": 1})
    assert names["GUIDERUS"] == "GUIDERIUS"
    assert names["ANNE"] == "ANNE"  # too short to be sure
    assert names["Lord 2"] == "Lord 2"


def test_two_who_both_speak_often_stay_two():
    names = one_name_each({"LYSANDER": 50, "LYSANDRA": 40})
    assert names == {"LYSANDER": "LYSANDER", "LYSANDRA": "LYSANDRA"}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("abcdef", "abcdef", False), ("abcdef", "abcdxf", True), ("abcdef", "abcde", True), ("abcdef", "bcdefg", False)],
)
def test_one_letter_apart(one, other, apart):
    assert one_letter_apart(one, other) is apart
    assert one_letter_apart(other, one) is apart


def test_keys_and_tidiness():
    assert key_of("King  HENRY V.") == "king henry v"
    assert tidy("  ANNA. ") == "ANNA"
    assert tidy(" . ") == "?"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Enter HAMLET", "enter"),
        ("Re-enter Ghost", "enter"),
        ("Exeunt all but HAMLET", "exit"),
        ("Dies", "exit"),
        ("A flourish", "other"),
        ("Ben geht ab.", "exit"),
        ("Danton tritt auf.", "enter"),
    ],
)
def test_kinds_of_directions(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("texts", "manner"),
    [(["Aside"], "aside"), (["Reads"], "quoted"), (["Within"], "within"), (["Kneels"], "plain"), ([], "plain")],
)
def test_manners(texts, manner):
    assert manner_of(texts) == manner


def test_names_in_a_direction_the_longest_first():
    finder = NameFinder(["KING", "KING LEAR", "Fool"])
    assert finder.names_in("Enter King Lear, Fool, and KING") == ("KING LEAR", "Fool", "KING")
    assert NameFinder([]).names_in("Enter X") == ()
