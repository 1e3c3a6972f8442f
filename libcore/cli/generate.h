#pragma once
// What `--generate=` prints: completions for a shell, or the whole command line as tab-separated lines (spec), which
// the tests compare with the manual page:
//
//   tool        NAME  SUMMARY
//   command     COMMAND  SUMMARY
//   usage       COMMAND  LINE
//   option      COMMAND  -x,--name  METAVAR  KIND  choice|choice  ENV  DEFAULT  required|-  repeats|-  GROUP  HELP
//   positional  COMMAND  METAVAR  KIND  required|-  repeats|-  HELP
//   exit        STATUS  PHRASE
//
// COMMAND is - for the tool itself; an absent field is -.

#include <optional>
#include <string>
#include <string_view>

#include "libcore/cli/run.h"

namespace tlog::cli {

// Nothing for a word that is not bash, zsh, fish or spec.
std::optional<std::string> generate(std::string_view what, const Frame& frame, const App& app);

// One file each: generate_spec.cc and the three shells.
std::string generate_spec(const Frame& frame, const App& app);
std::string generate_bash(const App& app);
std::string generate_zsh(const App& app);
std::string generate_fish(const App& app);

// "_tlog_key", a name that every shell takes for a function.
std::string function_name(const App& app);
// `text` in single quotes for a POSIX shell and zsh.
std::string shell_quote(std::string_view text);

}  // namespace tlog::cli
