#include "libcore/conda/schema.h"

#include "libcore/base/text.h"
#include "libcore/text/json_read.h"

namespace tlog {

Status CondaSchema::check(std::string_view line) {
  form_.clear();
  if (auto status = writer_.append_canonical(line, form_); !status) {
    return Error(Errc::kMalformed, "the line is not a conda-v1 entry: " + status.error().message());
  }
  if (form_ == line) return {};
  return Error(Errc::kMalformed, "the line is not in canonical form")
      .hint("that is: " + printable(form_, kMaxEntryLineBytes));
}

}  // namespace tlog
