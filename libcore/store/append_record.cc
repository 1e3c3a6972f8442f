#include "libcore/store/append_record.h"

#include <fmt/core.h>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/os/file.h"

namespace tlog {

namespace {

constexpr size_t kMaxRecordBytes = 1024;

std::string format_record(const AppendRecord& record) {
  return fmt::format("tlog-tools append 1\npublished {}\nsigned {}\nthen {}\n", record.published.value,
                     record.signed_size.value, record.publish ? "publish" : "defer");
}

// The number in the line "word number" of the text; 0 where there is none.
TreeSize size_of(std::string_view text, std::string_view word) {
  const size_t at = text.find(word);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + word.size());
  return {parse_u64(text.substr(0, text.find('\n')), kMaxTreeSize).value_or(0)};
}

}  // namespace

Result<std::optional<AppendRecord>> read_append_record(const LogDir& log) {
  auto text = read_regular_file(log.append_record(), kMaxRecordBytes);
  if (!text && text.error().code() == Errc::kNotFound) return std::optional<AppendRecord>();
  if (!text) return std::move(text).error();
  const AppendRecord record{size_of(*text, "\npublished "), size_of(*text, "\nsigned "),
                            text->ends_with("\nthen publish\n")};
  if (format_record(record) != *text || record.published > record.signed_size) {
    return Error(Errc::kMalformed, printable(log.append_record(), 4096) + ": not the record of an append")
        .hint("restore it from a backup, or remove it: partial objects that are no longer needed may then stay");
  }
  return std::optional(record);
}

Status write_append_record(const LogDir& log, const AppendRecord& record) {
  return replace_file(log.append_record(), format_record(record), {.temporary = log.stage() + "/append", .mode = 0600});
}

}  // namespace tlog
