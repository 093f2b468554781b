"""The language server in Neovim itself, without a screen: what it underlines, shows, renames and mends in its buffers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.programs import program, scrubbed
from tests.lsp.material import BASE, UPPER

WRONG = (
    BASE.replace("packs: [eu-gmp-7]\n", "")
    .replace("borealis.qa: RA, ", "borealis.qa: A/R, ")
    .replace("aurora.qa: RA, ", "aurora.qa: R, ")
)

CONFIGURATION = re.findall(
    r"```lua\n(.*?)```", (Path(__file__).parents[2] / "docs" / "editors.md").read_text(encoding="utf-8"), re.DOTALL
)[1]
"""What the docs give for Neovim from 0.7 on, which Debian 12 has."""

DRIVER = r"""
local told = {}
local function text(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), "\n") .. "\n" end
local function leave(problem)
  told.problem = problem
  local file = io.open(os.getenv("TOLD"), "w")
  file:write(vim.fn.json_encode(told))
  file:close()
  vim.cmd("qall!")
end

local ok, problem = pcall(function()
  dofile("configuration.lua")
  vim.cmd("edit upper.qa.yaml")
  local upper = vim.api.nvim_get_current_buf()
  vim.cmd("edit base.qa.yaml")
  local base = vim.api.nvim_get_current_buf()
  assert(vim.wait(300000, function() return #vim.diagnostic.get(base) > 0 end, 50), "nothing was underlined")
  local clients = vim.lsp.get_active_clients()
  assert(#clients == 1, #clients .. " servers were started")
  local client = clients[1].id
  told.root = clients[1].config.root_dir

  local function ask(method, parameters)
    local answers, wrong = vim.lsp.buf_request_sync(base, method, parameters, 300000)
    assert(answers and answers[client], method .. ": " .. tostring(wrong))
    assert(not answers[client].error, vim.inspect(answers[client].error))
    return answers[client].result
  end
  local function stand(line, column)
    vim.api.nvim_win_set_cursor(0, { line, column })
    return vim.lsp.util.make_position_params(0, vim.lsp.get_client_by_id(client).offset_encoding)
  end
  local function find(what, inside)
    for number, line in ipairs(vim.api.nvim_buf_get_lines(base, 0, -1, true)) do
      local start = line:find(what, 1, true)
      if start then return stand(number, start - 1 + inside) end
    end
    error("not in the text: " .. what)
  end

  told.found = {}
  for _, one in ipairs(vim.diagnostic.get(base)) do
    local line = vim.api.nvim_buf_get_lines(base, one.lnum, one.lnum + 1, true)[1]
    table.insert(told.found, { one.code or one.user_data.lsp.code, line:sub(one.col + 1, one.end_lnum == one.lnum and one.end_col or -1) })
  end
  told.hover = ask("textDocument/hover", find('"aurora.qa": I', 9)).contents.value
  told.offered = vim.tbl_map(function(one) return one.label end, ask("textDocument/completion", find("after: DEV-01", 7)).items)

  local here = find("A/R", 1)
  local only = { textDocument = here.textDocument, range = { start = here.position, ["end"] = here.position }, context = { diagnostics = {} } }
  local action = ask("textDocument/codeAction", only)[1]
  told.action = action.title
  vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client).offset_encoding)

  local rename = find("DEV-03:", 1)
  rename.newName = "DEV-3"
  vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", rename), vim.lsp.get_client_by_id(client).offset_encoding)
  told.base, told.upper = text(base), text(upper)

  local function codes() return vim.tbl_map(function(one) return one.code or one.user_data.lsp.code end, vim.diagnostic.get(base)) end
  assert(vim.wait(300000, function() return not vim.tbl_contains(codes(), "loose-letters") end, 50), "the fix left its finding")
  told.folds = #ask("textDocument/foldingRange", { textDocument = here.textDocument })
  told.symbols = vim.tbl_map(function(one) return one.name end, ask("textDocument/documentSymbol", { textDocument = here.textDocument }))
end)
leave(not ok and tostring(problem) or nil)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Neovim tells of one sitting."""
    editor = program("nvim")
    folder = tmp_path_factory.mktemp("neovim")
    (folder / ".git").mkdir()
    (folder / "base.qa.yaml").write_text(WRONG, encoding="utf-8")
    (folder / "upper.qa.yaml").write_text(UPPER, encoding="utf-8")
    (folder / "driver.lua").write_text(DRIVER, encoding="utf-8")
    (folder / "configuration.lua").write_text(CONFIGURATION, encoding="utf-8")
    environment = scrubbed(
        TOLD=str(folder / "told.json"),
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        HOME=str(folder),
        XDG_STATE_HOME=str(folder / "state"),
        NVIM_LOG_FILE=os.devnull,
        LC_ALL="C.UTF-8",
    )
    command = [editor, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile driver.lua"]
    ran = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=1200, check=False
    )
    assert (folder / "told.json").exists(), ran.stderr
    said: dict[str, Any] = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    assert "problem" not in said, said["problem"]
    return said


def test_it_underlines_what_check_finds_where_it_stands(told: dict[str, Any]) -> None:
    found = {(code, text) for code, text in told["found"]}
    assert ("loose-letters", "A/R") in found
    assert ("missing-accountable", "{aurora.qa: R, borealis.qa: C}") in found


def test_it_shows_the_duties_of_a_holder_behind_an_emoji(told: dict[str, Any]) -> None:
    assert "Sponsor, Quality Assurance" in told["hover"]
    assert "- DEV-02 Notify the giver" in told["hover"]


def test_it_completes(told: dict[str, Any]) -> None:
    assert {"DEV-01", "DEV-02", "DEV-03"} <= set(told["offered"])


def test_it_mends_and_renames_in_both_files_and_changes_nothing_else(told: dict[str, Any]) -> None:
    assert told["action"] == "write RA"
    assert told["base"] == WRONG.replace("A/R", "RA").replace("DEV-03", "DEV-3")
    assert told["upper"] == UPPER.replace("DEV-03", "DEV-3")


def test_it_lists_and_folds(told: dict[str, Any]) -> None:
    assert "sections" in told["symbols"]
    assert told["folds"] > 5


def test_the_root_is_the_repository(told: dict[str, Any]) -> None:
    assert Path(told["root"]).name.startswith("neovim")
