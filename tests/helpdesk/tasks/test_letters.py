"""A letter from the desk to the paper, with the company's own words and its own template. Clause: G8, K1, C2."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.command_line import add_customer
from support.letters import FACTS, pdf_text

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.letters import LetterKind
from helpdesk.policy.loader import DEFAULT
from helpdesk.tasks import files, letters


def test_a_letter_goes_from_the_desk_to_the_companys_own_paper(tmp_path: Path) -> None:
    """Clause: G8, K1, C2."""
    policy = Path(shutil.copy(DEFAULT, tmp_path / "policy.toml"))
    desk = Desk(config.load({"home": str(tmp_path / "home"), "policy": str(policy)}, {}), login="kim")
    desk.create(name="Kim de Vries")
    number = add_customer(desk)
    sanne = desk.do(files.by_number, number)
    desk.do(files.open_file, sanne.id, ("G8",))
    assert desk.config.letters_folder() is None
    kept = desk.do(letters.write, sanne.id, LetterKind.REFUSAL, FACTS)
    assert "Sanne Vos\nLindelaan 7\n1271 AB  Huizen" in letters.text(kept.letter)
    assert "Geachte Sanne Vos," in pdf_text(letters.pdf(kept.letter, desk.config.letters_folder()))
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.typ").write_text(
        '#set document(title: "x")\n#let d = json(bytes(sys.inputs.data))\nOp eigen papier: #d.to.join(", ")'
    )
    path = letters.save_pdf(kept.letter, str(tmp_path / "brief.pdf"), desk.config.letters_folder())
    assert pdf_text(path.read_bytes()) == "Op eigen papier: Sanne Vos, Lindelaan 7, 1271 AB Huizen"
    assert desk.do(letters.sent, kept.id, "letter").how == "letter"
    desk.shut()
