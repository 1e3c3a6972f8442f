#include "libcore/os/ordered_parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <thread>
#include <vector>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("os");

constexpr unsigned kJobs[] = {1, 2, 3, 8};
constexpr size_t kWindows[] = {1, 2, 5, 64};
constexpr auto kPipelines = {&ordered_parallel<size_t, size_t>, &ordered_crew<size_t, size_t>};

// Work that takes longer for some items, so that results are ready out of order.
size_t uneven(size_t item) {
  if (item % 7 == 3) std::this_thread::sleep_for(std::chrono::microseconds(200));
  if (item % 5 == 2) std::this_thread::yield();
  return item * item;
}

TEST_CASE("results come in the order of the items") {
  for (const auto pipeline : kPipelines)
    for (const unsigned jobs : kJobs) {
      for (const size_t window : kWindows) {
        for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, size_t{63}, size_t{150}}) {
          CAPTURE(jobs);
          CAPTURE(window);
          CAPTURE(count);
          size_t next = 0;
          std::vector<size_t> results;
          pipeline(
              jobs, window,
              [&]() -> std::optional<size_t> { return next < count ? std::optional(next++) : std::nullopt; }, uneven,
              [&](size_t result) {
                results.push_back(result);
                return true;
              });
          REQUIRE(results.size() == count);
          for (size_t i = 0; i < count; i++) {
            if (results[i] != i * i) FAIL(i);
          }
        }
      }
    }
}

TEST_CASE("no more items are on their way than the window, and the one that is being consumed") {
  for (const auto pipeline : kPipelines)
    for (const unsigned jobs : kJobs) {
      for (const size_t window : kWindows) {
        std::atomic<size_t> made = 0, consumed = 0, most = 0;
        pipeline(
            jobs, window,
            [&]() -> std::optional<size_t> {
              if (made == 200) return std::nullopt;
              const size_t on_their_way = ++made - consumed;
              most = std::max(most.load(), on_their_way);
              return made.load();
            },
            uneven,
            [&](size_t) {
              consumed++;
              return true;
            });
        CHECK(consumed == 200);
        CHECK(most <= window + 1);
      }
    }
}

TEST_CASE("a consumer that stops ends it, also one that has a slow producer") {
  for (const auto pipeline : kPipelines)
    for (const unsigned jobs : kJobs) {
      for (const size_t window : kWindows) {
        for (const size_t stop_after : {size_t{1}, size_t{2}, size_t{50}}) {
          std::atomic<size_t> made = 0, running = 0;
          size_t consumed = 0;
          pipeline(
              jobs, window, [&]() -> std::optional<size_t> { return made++; },  // never ends by itself
              [&](size_t item) {
                running++;
                const size_t result = uneven(item);
                running--;
                return result;
              },
              [&](size_t) { return ++consumed < stop_after; });
          CHECK(consumed == stop_after);
          CHECK(running == 0);  // everybody is back
          CHECK(made <= stop_after + window + 1);
        }
      }
    }
}

TEST_CASE("the parts run in their own threads: one producer, the workers, the caller") {
  const auto caller = std::this_thread::get_id();
  std::optional<std::thread::id> producer;
  std::atomic<bool> strange = false;
  size_t made = 0;
  ordered_parallel<int, int>(
      4, 8,
      [&]() -> std::optional<int> {
        if (!producer) producer = std::this_thread::get_id();
        strange = strange || std::this_thread::get_id() != *producer || std::this_thread::get_id() == caller;
        return made++ < 100 ? std::optional(1) : std::nullopt;
      },
      [&](int item) {
        strange = strange || std::this_thread::get_id() == caller;
        return item;
      },
      [&](int) {
        strange = strange || std::this_thread::get_id() != caller;
        return true;
      });
  CHECK_FALSE(strange);
}

TEST_CASE(
    "in a crew there are no more threads than jobs, one of them does it all alone, and each part has one at a time") {
  const auto caller = std::this_thread::get_id();
  for (const unsigned jobs : kJobs) {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::atomic<int> producing = 0, consuming = 0;
    std::atomic<bool> two_at_once = false;
    const auto seen = [&] {
      std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    };
    size_t made = 0;
    ordered_crew<size_t, size_t>(
        jobs, jobs + 2,
        [&]() -> std::optional<size_t> {
          seen();
          if (++producing > 1) two_at_once = true;
          const auto item = made++ < 300 ? std::optional(made) : std::nullopt;
          producing--;
          return item;
        },
        [&](size_t item) {
          seen();
          return uneven(item);
        },
        [&](size_t) {
          seen();
          if (++consuming > 1) two_at_once = true;
          consuming--;
          return true;
        });
    CHECK(threads.size() <= jobs);
    CHECK((jobs > 1 || threads.contains(caller)));
    CHECK_FALSE(two_at_once);
  }
}

TEST_CASE("items and results may be of types that only move") {
  using Box = std::unique_ptr<size_t>;
  for (const auto pipeline : {&ordered_parallel<Box, Box>, &ordered_crew<Box, Box>}) {
    size_t next = 0, sum = 0;
    pipeline(
        3, 4,
        [&]() -> std::optional<Box> {
          return next < 100 ? std::optional(std::make_unique<size_t>(next++)) : std::nullopt;
        },
        [](Box box) { return box; },
        [&](Box box) {
          sum += *box;
          return true;
        });
    CHECK(sum == 4950);
  }
}

TEST_CASE("there is at least one job") { CHECK(default_jobs() >= 1); }

TEST_CASE("what a part throws comes out in the caller, and all threads have ended") {
  for (const auto pipeline : kPipelines)
    for (const unsigned jobs : kJobs) {
      for (int part = 0; part < 3; part++) {
        CAPTURE(jobs);
        CAPTURE(part);
        size_t next = 0;
        const auto throw_at = [&](int here, size_t item) {
          if (part == here && item == 20) throw std::bad_alloc();
        };
        const auto run = [&] {
          pipeline(
              jobs, 3,
              [&]() -> std::optional<size_t> {
                throw_at(0, next);
                return next++;
              },
              [&](size_t item) {
                throw_at(1, item);
                return item;
              },
              [&](size_t item) {
                throw_at(2, item);
                return true;
              });
        };
        CHECK_THROWS_AS(run(), std::bad_alloc);
      }
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
