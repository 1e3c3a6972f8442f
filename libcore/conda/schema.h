#pragma once
// The schema conda-v1: an entry line is a package of a conda channel, in the one form that entry.h gives it.

#include <cstdint>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/conda/entry.h"

namespace tlog {

// What an entry line must be besides a JSON object.
enum class EntrySchema : uint8_t { kNone, kCondaV1 };

// Judges lines. One object per thread, reused. A line in canonical form that has no escapes, as nearly all have none,
// is only walked over; any other one is written anew and compared.
class CondaSchema {
 public:
  // `line` has been checked to be a JSON object in UTF-8, without its line end.
  // malformed, and the message follows a place ("FILE:LINE: "): a required field (filename and subdir among them) is
  // missing or of the wrong type; the line is not its own canonical form, and the message ends with that form, whole.
  Status check(std::string_view line);

 private:
  EntryWriter writer_{std::nullopt};
  std::string form_;
};

}  // namespace tlog
