;; Puts doubles in order and walks two samples that are. kernel.ts lays out what it works on; `npm run wasm` compiles it into sort.wasm.ts.
;;
;; A double is sorted as a whole number that has its order: all bits turned over where the sign is set, else the sign alone. Its digits, of
;; eleven bits: the three highest tell nearly all values apart, so the first way sorts by them and mends what is left by insertion. Where that
;; takes too many moves, all six digits are sorted by.
(module
  (memory (export "memory") 1)

  ;; Turns doubles into whole numbers of their order, the finite ones, which it puts to the front, and returns where they end; minus zero becomes
  ;; zero. Counts each of the three highest digits; the tables, of 2048 i32 each, start as zeros. Leaves in $out which bits of the whole numbers
  ;; are not the same in all. A value is read once, since to read again what was just written would wait for it.
  (func (export "toOrder") (param $at i32) (param $end i32) (param $tables i32) (param $out i32) (result i32)
    (local $to i32) (local $bits i64) (local $place i32) (local $finite i32) (local $any i64) (local $all i64)
    (local.set $to (local.get $at))
    (local.set $all (i64.const -1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.reinterpret_f64 (f64.add (f64.load (local.get $at)) (f64.const 0))))
        (local.set $finite (i64.ne (i64.and (local.get $bits) (i64.const 0x7ff0000000000000)) (i64.const 0x7ff0000000000000)))
        (local.set $bits (i64.xor (local.get $bits)
          (i64.or (i64.shr_s (local.get $bits) (i64.const 63)) (i64.const 0x8000000000000000))))
        (i64.store (local.get $to) (local.get $bits))
        (local.set $to (i32.add (local.get $to) (i32.shl (local.get $finite) (i32.const 3))))
        (local.set $place (i32.add (local.get $tables) (i32.wrap_i64 (i64.and (i64.shr_u (local.get $bits) (i64.const 29)) (i64.const 0x1ffc)))))
        (i32.store (local.get $place) (i32.add (i32.load (local.get $place)) (local.get $finite)))
        (local.set $place (i32.add (local.get $tables) (i32.wrap_i64 (i64.and (i64.shr_u (local.get $bits) (i64.const 40)) (i64.const 0x1ffc)))))
        (i32.store offset=8192 (local.get $place) (i32.add (i32.load offset=8192 (local.get $place)) (local.get $finite)))
        (local.set $place (i32.add (local.get $tables) (i32.wrap_i64 (i64.and (i64.shr_u (local.get $bits) (i64.const 51)) (i64.const 0x1ffc)))))
        (i32.store offset=16384 (local.get $place) (i32.add (i32.load offset=16384 (local.get $place)) (local.get $finite)))
        (local.set $any (i64.or (local.get $any) (i64.and (local.get $bits) (i64.sub (i64.const 0) (i64.extend_i32_u (local.get $finite))))))
        (local.set $all (i64.and (local.get $all) (i64.or (local.get $bits) (i64.sub (i64.extend_i32_u (local.get $finite)) (i64.const 1)))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (i64.store (local.get $out) (i64.xor (local.get $any) (local.get $all)))
    (local.get $to))

  ;; Counts one digit: the eleven bits from $shift on.
  (func (export "countDigit") (param $at i32) (param $end i32) (param $table i32) (param $shift i64)
    (local $place i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $place (i32.add (local.get $table) (i32.shl
          (i32.and (i32.wrap_i64 (i64.shr_u (i64.load (local.get $at)) (local.get $shift))) (i32.const 0x7ff)) (i32.const 2))))
        (i32.store (local.get $place) (i32.add (i32.load (local.get $place)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next))))

  ;; Turns counts into addresses, the first one $to. Returns 1 where one digit holds all, so that nothing would move.
  (func (export "addresses") (param $table i32) (param $to i32) (param $count i32) (result i32)
    (local $end i32) (local $here i32) (local $all i32)
    (local.set $end (i32.add (local.get $table) (i32.const 8192)))
    (loop $next
      (local.set $here (i32.load (local.get $table)))
      (if (i32.eq (local.get $here) (local.get $count)) (then (local.set $all (i32.const 1))))
      (i32.store (local.get $table) (local.get $to))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $here) (i32.const 3))))
      (local.set $table (i32.add (local.get $table) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $table) (local.get $end))))
    (local.get $all))

  ;; Moves each value to where its digit says.
  (func (export "scatter") (param $at i32) (param $end i32) (param $table i32) (param $shift i64)
    (local $place i32) (local $to i32) (local $bits i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (local.set $place (i32.add (local.get $table) (i32.shl
          (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (local.get $shift))) (i32.const 0x7ff)) (i32.const 2))))
        (local.set $to (i32.load (local.get $place)))
        (i64.store (local.get $to) (local.get $bits))
        (i32.store (local.get $place) (i32.add (local.get $to) (i32.const 8)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next))))

  ;; Puts in order what is nearly so. Returns 0 where that would take more than $moves moves, and has then done part of it.
  (func (export "mend") (param $start i32) (param $end i32) (param $moves i32) (result i32)
    (local $at i32) (local $to i32) (local $bits i64) (local $before i64)
    (local.set $at (i32.add (local.get $start) (i32.const 8)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (local.set $before (i64.load (i32.sub (local.get $at) (i32.const 8))))
        (if (i64.gt_u (local.get $before) (local.get $bits))
          (then
            (local.set $to (local.get $at))
            (block $found
              (loop $move
                (i64.store (local.get $to) (local.get $before))
                (local.set $to (i32.sub (local.get $to) (i32.const 8)))
                (local.set $moves (i32.sub (local.get $moves) (i32.const 1)))
                (br_if $found (i32.le_u (local.get $to) (local.get $start)))
                (local.set $before (i64.load (i32.sub (local.get $to) (i32.const 8))))
                (br_if $move (i64.gt_u (local.get $before) (local.get $bits)))))
            (i64.store (local.get $to) (local.get $bits))
            (if (i32.lt_s (local.get $moves) (i32.const 0)) (then (return (i32.const 0))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (i32.const 1))

  ;; The doubles that the whole numbers stand for, written to $to.
  (func (export "fromOrder") (param $at i32) (param $end i32) (param $to i32)
    (local $bits i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (i64.store (local.get $to) (i64.xor (local.get $bits)
          (i64.or (i64.shr_s (i64.xor (local.get $bits) (i64.const -1)) (i64.const 63)) (i64.const 0x8000000000000000))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $to (i32.add (local.get $to) (i32.const 8)))
        (br $next))))

  ;; Walks two ascending samples of finite values, each with minus infinity before its first and infinity behind its last, from the front and
  ;; from the back at once until they meet: each step waits for the one before it, and so two are on their way. Leaves in $out the greatest
  ;; difference of the two distribution functions and the area between them, both times n m: whole numbers are exact below 2^53, and one division
  ;; at the end is enough. The area carries what was lost on the way (Knuth's two-sum).
  ;;
  ;; The first lane of a vector is the way from the front, where of two that are equal the one of $a is first; the second is the way from the back
  ;; with all signs turned over, where it is then the one of $b. No branch on which side a value comes from: that is a toss-up, so the lesser
  ;; value is taken by a vector instruction and the step by a mask, where `select` and `f64.min` would be branches.
  (func (export "walk") (param $a i32) (param $b i32) (param $n i32) (param $m i32) (param $out i32)
    (local $lastA i32) (local $lastB i32) (local $steps i32) (local $first v128) (local $other v128) (local $from i32) (local $fromLast i32)
    (local $value v128) (local $before v128) (local $gap v128) (local $apart v128) (local $most v128) (local $area v128) (local $lost v128)
    (local $term v128) (local $sum v128) (local $part v128) (local $byFirst v128) (local $byOther v128)
    (local $middle f64)
    (local.set $lastA (i32.add (local.get $a) (i32.sub (i32.shl (local.get $n) (i32.const 3)) (i32.const 8))))
    (local.set $lastB (i32.add (local.get $b) (i32.sub (i32.shl (local.get $m) (i32.const 3)) (i32.const 8))))
    (local.set $byFirst (f64x2.replace_lane 1 (f64x2.splat (f64.convert_i32_u (local.get $m))) (f64.convert_i32_u (local.get $n))))
    (local.set $byOther (f64x2.replace_lane 1
      (f64x2.splat (f64.neg (f64.convert_i32_u (local.get $n)))) (f64.neg (f64.convert_i32_u (local.get $m)))))
    (local.set $before (f64x2.replace_lane 1
      (f64x2.splat (f64.min (f64.load (local.get $a)) (f64.load (local.get $b))))
      (f64.neg (f64.max (f64.load (local.get $lastA)) (f64.load (local.get $lastB))))))
    (local.set $steps (i32.shr_u (i32.add (local.get $n) (local.get $m)) (i32.const 1)))
    (loop $next
      (local.set $from (f64.le (f64.load (local.get $a)) (f64.load (local.get $b))))
      (local.set $fromLast (f64.ge (f64.load (local.get $lastB)) (f64.load (local.get $lastA))))
      (local.set $first (v128.xor (v128.const i64x2 0 0x8000000000000000)
        (v128.load64_lane 1 (local.get $lastB) (v128.load64_zero (local.get $a)))))
      (local.set $other (v128.xor (v128.const i64x2 0 0x8000000000000000)
        (v128.load64_lane 1 (local.get $lastA) (v128.load64_zero (local.get $b)))))
      (local.set $value (f64x2.pmin (local.get $first) (local.get $other)))
      (local.set $gap (f64x2.sub (local.get $value) (local.get $before)))
      (local.set $term (f64x2.abs (local.get $apart)))
      (local.set $most (f64x2.pmax (local.get $most) (v128.and (local.get $term) (f64x2.gt (local.get $gap) (v128.const f64x2 0 0)))))
      (local.set $term (f64x2.mul (local.get $term) (local.get $gap)))
      (local.set $sum (f64x2.add (local.get $area) (local.get $term)))
      (local.set $part (f64x2.sub (local.get $sum) (local.get $area)))
      (local.set $lost (f64x2.add (local.get $lost) (f64x2.add
        (f64x2.sub (local.get $area) (f64x2.sub (local.get $sum) (local.get $part))) (f64x2.sub (local.get $term) (local.get $part)))))
      (local.set $area (local.get $sum))
      (local.set $before (local.get $value))
      (local.set $apart (f64x2.add (local.get $apart)
        (v128.bitselect (local.get $byFirst) (local.get $byOther) (f64x2.le (local.get $first) (local.get $other)))))
      (local.set $a (i32.add (local.get $a) (i32.shl (local.get $from) (i32.const 3))))
      (local.set $b (i32.add (local.get $b) (i32.shl (i32.eqz (local.get $from)) (i32.const 3))))
      (local.set $lastB (i32.sub (local.get $lastB) (i32.shl (local.get $fromLast) (i32.const 3))))
      (local.set $lastA (i32.sub (local.get $lastA) (i32.shl (i32.eqz (local.get $fromLast)) (i32.const 3))))
      (br_if $next (local.tee $steps (i32.sub (local.get $steps) (i32.const 1)))))
    ;; Where the ways meet: the value after those from the front is the last one from the back, or one that neither has taken.
    (local.set $middle (f64.min (f64.load (local.get $a)) (f64.load (local.get $b))))
    (local.set $gap (f64x2.replace_lane 1
      (f64x2.splat (f64.sub (local.get $middle) (f64x2.extract_lane 0 (local.get $before))))
      (f64.sub (f64.neg (f64x2.extract_lane 1 (local.get $before))) (local.get $middle))))
    (local.set $term (f64x2.abs (local.get $apart)))
    (local.set $most (f64x2.pmax (local.get $most) (v128.and (local.get $term) (f64x2.gt (local.get $gap) (v128.const f64x2 0 0)))))
    (f64.store (local.get $out) (f64.max (f64x2.extract_lane 0 (local.get $most)) (f64x2.extract_lane 1 (local.get $most))))
    (local.set $lost (f64x2.add (local.get $lost) (f64x2.mul (local.get $term) (local.get $gap))))
    (f64.store offset=8 (local.get $out) (f64.add
      (f64.add (f64x2.extract_lane 0 (local.get $area)) (f64x2.extract_lane 1 (local.get $area)))
      (f64.add (f64x2.extract_lane 0 (local.get $lost)) (f64x2.extract_lane 1 (local.get $lost)))))))
