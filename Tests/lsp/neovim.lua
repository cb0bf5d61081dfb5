-- SPDX-License-Identifier: GPL-2.0-or-later
-- What lsp.py lets Neovim do: writes what the editor has got to $RESULT, a line each.
local result = assert(io.open(os.getenv("RESULT"), "w"))
local function say(name, text)
  result:write(name .. ": " .. tostring(text):gsub("\n", " ") .. "\n")
  result:flush()
end

local function place(line, column)
  return { textDocument = vim.lsp.util.make_text_document_params(0), position = { line = line, character = column } }
end

local function ask(method, parameters)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, parameters, 60000) or {}) do
    return answer.result or answer.err or answer.error
  end
end

local function attached()
  return vim.wait(60000, function()
    local clients = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = 0 }) or vim.lsp.buf_get_clients(0)
    for _, client in pairs(clients) do
      if client.name:find("kconfig") and client.initialized ~= false then return true end
    end
    return false
  end, 50)
end

-- Waits for a diagnostic that has a text in it.
local function diagnostic(text)
  local found
  vim.wait(60000, function()
    for _, one in ipairs(vim.diagnostic.get(0)) do
      if one.message:find(text, 1, true) then found = one end
    end
    return found ~= nil
  end, 50)
  return found
end

local function main()
  say("attached", attached())
  vim.fn.search("^config E1000E$")
  local line = vim.fn.line(".") - 1
  say("hover", ask("textDocument/hover", place(line, 9)).contents.value)
  say("definition", ask("textDocument/definition", place(line + 2, 14))[1].uri)

  vim.api.nvim_buf_set_lines(0, line, line, true, { "config MY_CARD", '\ttristate "ä card"', "\tdepends on (PCI", "\tselect PHYL", "" })
  say("diagnostic", (diagnostic("syntax error") or {}).message)
  local items = ask("textDocument/completion", place(line + 3, 12)).items
  say("completion", items[1].label)

  vim.cmd("edit! " .. os.getenv("CONFIG"))
  attached()
  local lost = diagnostic("CONFIG_VIRTIO_FS=y is dropped")
  say("dropped", lost and lost.message)
  local range = { start = { line = lost.lnum, character = 0 }, ["end"] = { line = lost.lnum, character = 0 } }
  local parameters = place(lost.lnum, 0)
  parameters.range, parameters.context = range, { diagnostics = {} }
  local action = ask("textDocument/codeAction", parameters)[1]
  say("action", action.title)
  vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  say("fixed", table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), " "))
end

local ok, problem = pcall(main)
if not ok then say("problem", problem) end
result:close()
vim.cmd("qa!")
