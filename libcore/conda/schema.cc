#include "libcore/conda/schema.h"

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/text/json_read.h"

namespace tlog {

namespace {

// Walks over a line as the canonical form goes. It takes no escapes, so what it does not take may be an entry still;
// what it takes is one.
class CanonicalWalk {
 public:
  explicit CanonicalWalk(std::string_view line) : rest_(line) {}

  bool whole() {
    if (rest_.find('\\') != std::string_view::npos) return false;
    if (word("{\"attestation_sha256\":") ? !string() || !word(",") : !word("{")) return false;
    return word("\"build\":") && string() && word(",\"build_number\":") && number() &&
           optional(",\"constrains\":", &CanonicalWalk::strings) &&
           optional(",\"depends\":", &CanonicalWalk::strings) && word(",\"filename\":") && string() &&
           optional(",\"license\":", &CanonicalWalk::string) &&
           optional(",\"license_family\":", &CanonicalWalk::string) && optional(",\"md5\":", &CanonicalWalk::string) &&
           word(",\"name\":") && string() && word(",\"sha256\":") && sha256() && word(",\"size\":") && number() &&
           word(",\"subdir\":") && string() && optional(",\"timestamp\":", &CanonicalWalk::number) &&
           word(",\"version\":") && string() && rest_ == "}";
  }

 private:
  bool word(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  bool string() {
    const size_t end = rest_.starts_with('"') ? rest_.find('"', 1) : std::string_view::npos;
    if (end == std::string_view::npos) return false;
    rest_.remove_prefix(end + 1);
    return true;
  }
  bool strings() {
    if (!word("[")) return false;
    do {
      if (!string()) return false;
    } while (word(","));
    return word("]");
  }
  bool number() {
    size_t end = 0;
    while (end < rest_.size() && rest_[end] >= '0' && rest_[end] <= '9') end++;
    if (!parse_u64(rest_.substr(0, end))) return false;
    rest_.remove_prefix(end);
    return true;
  }
  bool sha256() {
    const std::string_view before = rest_;
    return string() && is_sha256(before.substr(1, before.size() - rest_.size() - 2));
  }
  bool optional(std::string_view key, bool (CanonicalWalk::*value)()) { return !word(key) || (this->*value)(); }

  std::string_view rest_;
};

}  // namespace

Status CondaSchema::check(std::string_view line) {
  if (CanonicalWalk(line).whole()) return {};
  form_.clear();
  if (auto status = writer_.append_canonical(line, form_); !status) {
    return Error(Errc::kMalformed, "the line is not a conda-v1 entry: " + status.error().message());
  }
  if (form_ == line) return {};
  return Error(Errc::kMalformed, "the line is not in canonical form, which is: " + printable(form_, std::string::npos));
}

}  // namespace tlog
