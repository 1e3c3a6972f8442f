#pragma once
// What the backends of a CasStore (cas_store.h) share, and how each is opened.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "libcore/store/cas_store.h"

namespace tlog {

Result<std::unique_ptr<CasStore>> open_cas_sqlite(const std::string& path, const CasTable& table, bool create);
Result<std::unique_ptr<CasStore>> open_cas_postgres(const std::string& conninfo, const CasTable& table, bool create);

// The error for a table, or the file for it, that is not there.
Error missing_cas_table(const std::string& what, const CasTable& table);

// usage: empty, too long, not UTF-8, or with a NUL.
Status check_cas_names(std::string_view owner, std::string_view name);
// The same of many swaps, their values, and their number.
Status check_cas_swaps(std::span<const CasSwap> swaps);

// What a row holds, as the store gave it. malformed: a value or a number that is never written.
Result<CasRecord> cas_record_of_row(std::string_view value, int64_t version, int64_t updated_at);

}  // namespace tlog
