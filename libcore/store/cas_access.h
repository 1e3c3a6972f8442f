#pragma once
// One record at a time of a CasStore: what an operation needs that does not care whether it has the store alone.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/store/cas_store.h"

namespace tlog {

class CasAccess {
 public:
  virtual ~CasAccess() = default;
  // As those of CasStore, with its errors.
  virtual Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) = 0;
  virtual Result<CasOutcome> swap(CasSwap swap) = 0;
};

// Straight to the store, by one thread.
class DirectCas : public CasAccess {
 public:
  explicit DirectCas(CasStore& store) : store_(store) {}
  Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) override {
    return store_.get(owner, name);
  }
  Result<CasOutcome> swap(CasSwap swap) override {
    TRY(auto outcomes, store_.swap({&swap, 1}));
    ASSERT(outcomes.size() == 1);
    return std::move(outcomes[0]);
  }

 private:
  CasStore& store_;
};

}  // namespace tlog
