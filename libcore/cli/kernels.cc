#include "libcore/cli/kernels.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <vector>

#include "libcore/base/text.h"
#include "libcore/crypto/blake3.h"
#include "libcore/crypto/sha256.h"
#include "libcore/text/plain_entry.h"

namespace tlog::cli {

namespace {

constexpr std::string_view kBetween = " ,\t\n";
constexpr size_t kMaxShownBytes = 64;

struct Family {
  std::vector<std::string_view> (*names)();
  bool (*use)(std::string_view name);
};
constexpr Family kFamilies[] = {{sha256_kernels, use_sha256_kernel},
                                {blake3_kernels, use_blake3_kernel},
                                {plain_entry_kernels, use_plain_entry_kernel}};

}  // namespace

Status use_kernels(std::string_view names) {
  std::set<std::string_view> known;
  for (const Family& family : kFamilies) {
    for (const std::string_view name : family.names()) known.insert(name);
  }
  std::vector<std::string_view> wanted;
  for (size_t at = names.find_first_not_of(kBetween); at != std::string_view::npos;) {
    const size_t end = std::min(names.find_first_of(kBetween, at), names.size());
    const std::string_view name = names.substr(at, end - at);
    if (!known.contains(name)) {
      std::string all;
      for (const std::string_view one : known) all += fmt::format("{}{}", all.empty() ? "" : ", ", one);
      return Error(Errc::kUsage, "TLOG_KERNELS: there is no " + printable(name, kMaxShownBytes) + " on this processor")
          .hint("there are " + all);
    }
    wanted.push_back(name);
    at = names.find_first_not_of(kBetween, end);
  }
  for (const Family& family : kFamilies) {
    [[maybe_unused]] const bool found = std::any_of(wanted.begin(), wanted.end(), family.use);
  }
  return {};
}

std::string kernels_in_use() {
  return fmt::format("sha256 {}, blake3 {}, entries {}", sha256_kernel(), blake3_kernel(), plain_entry_kernel());
}

}  // namespace tlog::cli
