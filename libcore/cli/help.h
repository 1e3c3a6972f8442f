#pragma once
// The text of --help: at most 79 columns, options under their headings in the order of their definition.

#include <string>

#include "libcore/cli/app.h"
#include "libcore/cli/run.h"

namespace tlog::cli {

std::string help_text(const Frame& frame, const App& app);

// The statuses of a tool in order, with those that every tool has.
std::vector<Exit> all_exits(const Frame& frame);

}  // namespace tlog::cli
