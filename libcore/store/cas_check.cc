#include "libcore/store/cas_check.h"

#include <fmt/core.h>

#include <array>

#include "libcore/base/encode.h"
#include "libcore/crypto/random.h"

namespace tlog {

namespace {

// What a step must end with: won or lost, and the record behind it ("" for none).
struct Step {
  const char* what;
  CasExpected expected;
  std::optional<std::string> value;
  bool won;
  std::string current;
  uint64_t version;
};

Result<std::string> scratch_name() {
  std::array<uint8_t, 16> bytes{};
  CHECK(random_bytes(bytes));
  return hex_encode(bytes);
}

Error broken(const CasStore& store, const char* what) {
  return Error(Errc::kConfig, fmt::format("{}: does not compare before it swaps: {}", store.name(), what))
      .hint("nothing that relies on it is safe there");
}

Status take(CasStore& store, const std::string& name, const Step& step) {
  const CasSwap swap{kCasCheckOwner, name, step.expected, step.value};
  TRY(const auto outcomes, store.swap({&swap, 1}));
  const CasOutcome& outcome = outcomes[0];
  const bool same = step.current.empty() ? !outcome.current
                                         : outcome.current && outcome.current->value == step.current &&
                                               outcome.current->version == step.version;
  if (outcome.won != step.won || !same) return broken(store, step.what);
  return {};
}

}  // namespace

Status check_cas_refuses(CasStore& store) {
  TRY(const std::string name, scratch_name());
  return take(store, name, {"a swap of what is not there was won", {"a", std::nullopt}, "b", false, "", 0});
}

Status check_cas(CasStore& store) {
  const CasExpected absent, a{"a", std::nullopt}, b{"b", std::nullopt}, first{std::nullopt, 1}, second{std::nullopt, 2};
  const Step steps[] = {
      {"a swap of what is not there was won", a, "b", false, "", 0},
      {"a claim was lost", absent, "a", true, "a", 1},
      {"a second claim was won", absent, "b", false, "a", 1},
      {"a wrong value was enough", b, "c", false, "a", 1},
      {"a wrong version was enough", second, "c", false, "a", 1},
      {"the right value was refused", a, "b", true, "b", 2},
      {"a version of before was enough", first, "c", false, "b", 2},
      {"a value of before was enough to remove it", a, std::nullopt, false, "b", 2},
      {"the right version was refused", second, "a", true, "a", 3},
      {"it was not removed", a, std::nullopt, true, "", 0},
      {"what was removed is there", absent, std::nullopt, true, "", 0},
  };
  TRY(const std::string name, scratch_name());
  for (const Step& step : steps) CHECK(take(store, name, step));
  return {};
}

}  // namespace tlog
