#pragma once
// The entry that a proof is about, as the user names it.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

// At most one is set.
struct LeafChoice {
  std::optional<std::string> entry_file;  // its bytes are the entry, verbatim; "-" is standard input
  std::optional<std::string> entry_text;
  std::optional<std::string> leaf_hash;  // base64 or hex
};

struct ChosenLeaf {
  Hash hash;
  // Where the entry ends with a line end: the hash without it. An editor or echo(1) may have put it there.
  std::optional<Hash> without_line_end;
  unsigned line_end_bytes = 0;
};

// Nothing where nothing is chosen. usage: not a hash. malformed: an entry above the limit of entry bundles.
Result<std::optional<ChosenLeaf>> choose_leaf(const LeafChoice& choice);

// What to tell a user whose entry does not match, but would without its line end.
std::string line_end_hint(const ChosenLeaf& leaf);

}  // namespace tlog
