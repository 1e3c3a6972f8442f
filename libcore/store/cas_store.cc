#include "libcore/store/cas_store.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/store/cas_backend.h"

namespace tlog {

namespace {

constexpr std::string_view kSqlite = "sqlite:", kPostgres = "postgres:";

// What a record can say of a number (text/record.h).
constexpr int64_t kMaxNumber = (int64_t{1} << 53) - 1;

bool is_plain_text(std::string_view text) { return text.find('\0') == std::string_view::npos && is_utf8(text); }

Status check_text(std::string_view text, size_t max_bytes, const char* what) {
  if (text.size() > max_bytes) return Error(Errc::kUsage, fmt::format("{} is longer than {} bytes", what, max_bytes));
  if (!is_plain_text(text)) return Error(Errc::kUsage, fmt::format("{} is not UTF-8, or has a NUL in it", what));
  return {};
}

}  // namespace

Error missing_cas_table(const std::string& what, const CasTable& table) {
  Error error(Errc::kConfig, what);
  if (*table.made_by == '\0') return error;
  return std::move(error).hint(fmt::format("{} makes it", table.made_by));
}

Status check_cas_names(std::string_view owner, std::string_view name) {
  if (owner.empty() || name.empty()) return Error(Errc::kUsage, "an owner or a name is empty");
  CHECK(check_text(owner, kMaxCasNameBytes, "an owner"));
  return check_text(name, kMaxCasNameBytes, "a name");
}

Status check_cas_swaps(std::span<const CasSwap> swaps) {
  if (swaps.size() > kMaxCasBatch) {
    return Error(Errc::kUsage, fmt::format("more than {} swaps at once", kMaxCasBatch));
  }
  for (const CasSwap& swap : swaps) {
    CHECK(check_cas_names(swap.owner, swap.name));
    if (swap.value) CHECK(check_text(*swap.value, kMaxCasValueBytes, "a value"));
    if (swap.expected.value) CHECK(check_text(*swap.expected.value, kMaxCasValueBytes, "an expected value"));
    if (swap.expected.version > uint64_t{kMaxNumber}) return Error(Errc::kUsage, "no version is as high as that");
  }
  return {};
}

Result<CasRecord> cas_record_of_row(std::string_view value, int64_t version, int64_t updated_at) {
  const auto strange = [](const char* what) {
    return Error(Errc::kMalformed, fmt::format("holds a row with {}, which is never written", what));
  };
  if (value.size() > kMaxCasValueBytes) return strange("a value above the limit");
  if (!is_plain_text(value)) return strange("a value that is not UTF-8, or has a NUL in it");
  if (version < 1 || version > kMaxNumber) return strange("a version that counts nothing");
  if (updated_at < 0 || updated_at > kMaxNumber) return strange("a time before 1970, or beyond all times");
  return CasRecord{std::string(value), uint64_t(version), uint64_t(updated_at)};
}

Result<std::unique_ptr<CasStore>> open_cas_store(const std::string& place, const CasTable& table, bool create) {
  if (place.starts_with(kSqlite)) return open_cas_sqlite(place.substr(kSqlite.size()), table, create);
  if (place.starts_with("postgres://") || place.starts_with("postgresql://")) {
    return open_cas_postgres(place, table, create);
  }
  if (place.starts_with(kPostgres)) return open_cas_postgres(place.substr(kPostgres.size()), table, create);
  const size_t colon = place.find(':');  // what follows may be a secret, and so may what has no kind
  const std::string kind = colon == std::string::npos ? "" : ": " + printable(place.substr(0, colon));
  return Error(Errc::kUsage, "no kind of store" + kind).hint("a store is sqlite:FILE or postgres:CONNINFO");
}

}  // namespace tlog
