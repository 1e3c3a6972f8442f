#pragma once
// Which entry lines are read, and how (DESIGN section 4, Entry lines): what every tool that takes entries is told.

#include <cstdint>
#include <string>
#include <vector>

#include "libcore/conda/schema.h"

namespace tlog {

struct EntryInput {
  std::vector<std::string> files;  // "-" is standard input
  bool raw = false;                // entries are any bytes; lines end with LF alone
  bool no_trailer = false;         // the files are complete as they stand; a trailer that is there is checked
  bool drop_trailers = false;      // trailers are passed over, wherever they stand and whatever they say
  EntrySchema schema = EntrySchema::kNone;
  uint64_t jobs = 1;                   // threads
  std::vector<std::string> preface{};  // entries that stand before all files, of no schema; less than a bundle
};

}  // namespace tlog
