#pragma once
// A CasStore in memory that several may share, as threads and as what would be several hosts; and one that forgets that
// a swap is one step, which shows that a test of races can fail.

#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "libcore/store/cas_store.h"

namespace tlog::testing {

struct SharedRecords {
  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, CasRecord> records;
  std::optional<Error> fault;  // of every call
  uint64_t calls = 0;          // of swap()
};

class MemoryCas : public CasStore {
 public:
  explicit MemoryCas(std::shared_ptr<SharedRecords> shared) : shared_(std::move(shared)) {}

  std::string name() const override { return "memory:"; }

  Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) override {
    std::lock_guard lock(shared_->mutex);
    if (shared_->fault) return *shared_->fault;
    return find(owner, name);
  }

  Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) override {
    std::lock_guard lock(shared_->mutex);
    shared_->calls++;
    if (shared_->fault) return *shared_->fault;
    std::vector<CasOutcome> outcomes;
    for (const CasSwap& swap : swaps) outcomes.push_back(swap_one(swap));
    return outcomes;
  }

  Status list(const std::optional<std::string>&, const std::function<bool(const CasItem&)>&) override { return {}; }

 protected:
  std::optional<CasRecord> find(const std::string& owner, const std::string& name) const {
    const auto at = shared_->records.find({owner, name});
    return at == shared_->records.end() ? std::nullopt : std::optional(at->second);
  }
  static bool matches(const CasExpected& expected, const std::optional<CasRecord>& current) {
    if (expected.absent() || !current) return expected.absent() && !current;
    return (!expected.value || *expected.value == current->value) &&
           (!expected.version || *expected.version == current->version);
  }
  CasOutcome swap_one(const CasSwap& swap) {
    std::optional<CasRecord> current = find(swap.owner, swap.name);
    if (!matches(swap.expected, current)) return {false, current};
    if (!swap.value) {
      shared_->records.erase({swap.owner, swap.name});
      return {true, std::nullopt};
    }
    CasRecord& record = shared_->records[{swap.owner, swap.name}];
    record = {*swap.value, current ? current->version + 1 : 1, 0};
    return {true, record};
  }

  std::shared_ptr<SharedRecords> shared_;
};

// Reads, compares, and writes: three steps, between which others come.
class ReadThenWriteCas : public MemoryCas {
 public:
  using MemoryCas::MemoryCas;

  Result<std::vector<CasOutcome>> swap(std::span<const CasSwap> swaps) override {
    std::vector<CasOutcome> outcomes;
    for (const CasSwap& swap : swaps) {
      const auto current = get(swap.owner, swap.name);
      if (!current) return current.error();
      if (!matches(swap.expected, *current)) {
        outcomes.push_back({false, *current});
        continue;
      }
      std::this_thread::yield();
      CasSwap blind = swap;
      std::lock_guard lock(shared_->mutex);
      const auto now = find(swap.owner, swap.name);
      blind.expected = now ? CasExpected{now->value, std::nullopt} : CasExpected{};
      outcomes.push_back(swap_one(blind));
    }
    return outcomes;
  }
};

}  // namespace tlog::testing
