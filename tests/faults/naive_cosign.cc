// tlog-cosign for one request, with a store that forgets that a swap is one step: it reads, compares, and then writes
// whatever is there meanwhile. What races do to it shows that the test of races can fail.
//
//   naive_cosign STATE KEYFILE VKEY < request

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "libcore/ops/cosign.h"

namespace {

using tlog::CasOutcome;
using tlog::CasSwap;
using tlog::Result;

class ReadThenWrite : public tlog::CasStore {
 public:
  explicit ReadThenWrite(std::unique_ptr<tlog::CasStore> store) : store_(std::move(store)) {}
  std::string name() const override { return store_->name(); }
  Result<std::optional<tlog::CasRecord>> get(const std::string& owner, const std::string& name) override {
    return store_->get(owner, name);
  }
  Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) override {
    std::vector<CasOutcome> outcomes;
    for (const CasSwap& swap : swaps) {
      TRY(const auto current, get(swap.owner, swap.name));
      const bool same = current ? swap.expected.value == current->value : swap.expected.absent();
      outcomes.push_back({same, current});
      if (!same) continue;
      constexpr useconds_t kBetween = 20'000;
      ::usleep(kBetween);
      TRY(outcomes.back().current, write(swap));
    }
    return outcomes;
  }
  tlog::Status list(const std::optional<std::string>& owner,
                    const std::function<bool(const tlog::CasItem&)>& each) override {
    return store_->list(owner, each);
  }

 private:
  Result<std::optional<tlog::CasRecord>> write(CasSwap swap) {
    while (true) {
      TRY(const auto now, get(swap.owner, swap.name));
      swap.expected = now ? tlog::CasExpected{now->value, std::nullopt} : tlog::CasExpected{};
      TRY(auto outcomes, store_->swap({&swap, 1}));
      if (outcomes[0].won) return outcomes[0].current;
    }
  }
  std::unique_ptr<tlog::CasStore> store_;
};

class Printer : public tlog::Host {
 public:
  bool emit(std::string_view line) override { return emit_raw(std::string(line) + "\n"); }
  bool emit_raw(std::string_view bytes) override { return std::fwrite(bytes.data(), 1, bytes.size(), stdout) > 0; }
  void error(std::string_view text) override { tell(text); }
  void warn(std::string_view text) override { tell(text); }
  void hint(std::string_view text) override { tell(text); }
  void note(std::string_view) override {}
  void committed(std::string_view) override {}
  void progress(const tlog::Progress&) override {}
  bool quiet() const override { return false; }
  bool cancelled() const override { return false; }

 private:
  static void tell(std::string_view text) { std::fprintf(stderr, "%s\n", std::string(text).c_str()); }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return static_cast<int>(tlog::Errc::kUsage);
  tlog::CosignRequest request;
  request.witness.state = argv[1];
  request.witness.key = argv[2];
  request.witness.trust.log_keys = {argv[3]};
  const auto open = [&]() -> Result<std::unique_ptr<tlog::CasStore>> {
    TRY(auto store, tlog::open_witness_state(request.witness));
    return std::unique_ptr<tlog::CasStore>(std::make_unique<ReadThenWrite>(std::move(store)));
  };
  Printer printer;
  const auto verdict = tlog::cosign_with(request, open, printer);
  if (verdict) return static_cast<int>(*verdict);
  printer.error(verdict.error().message());
  return static_cast<int>(verdict.error().code());
}
