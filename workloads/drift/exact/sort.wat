;; Puts doubles in order and walks two samples that are. kernel.ts lays out what it works on; `npm run wasm` compiles it into sort.wasm.ts.
;;
;; A double is sorted as a whole number that has its order: all bits turned over where the sign is set, else the sign alone. Its digits, of
;; eleven bits: the three highest tell nearly all values apart, so the first way sorts by them and mends what is left by insertion. Where that
;; takes too many moves, all six digits are sorted by.
(module
  (memory (export "memory") 1)

  ;; Puts the finite values to the front and returns where they end; minus zero becomes zero.
  (func (export "keepFinite") (param $at i32) (param $end i32) (result i32)
    (local $to i32)
    (local.set $to (local.get $at))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (f64.store (local.get $to) (f64.add (f64.load (local.get $at)) (f64.const 0)))
        (local.set $to (i32.add (local.get $to) (i32.shl
          (i32.ne (i32.and (i32.load offset=4 (local.get $at)) (i32.const 0x7ff00000)) (i32.const 0x7ff00000)) (i32.const 3))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (local.get $to))

  ;; Turns doubles into whole numbers of their order and counts each of the three highest digits; the tables, of 2048 i32 each, start as zeros.
  (func (export "toOrder") (param $at i32) (param $end i32) (param $tables i32)
    (local $bits i64) (local $place i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (local.set $bits (i64.xor (local.get $bits)
          (i64.or (i64.shr_s (local.get $bits) (i64.const 63)) (i64.const 0x8000000000000000))))
        (i64.store (local.get $at) (local.get $bits))
        (local.set $place (i32.add (local.get $tables) (i32.wrap_i64 (i64.and (i64.shr_u (local.get $bits) (i64.const 29)) (i64.const 0x1ffc)))))
        (i32.store (local.get $place) (i32.add (i32.load (local.get $place)) (i32.const 1)))
        (local.set $place (i32.add (local.get $tables) (i32.wrap_i64 (i64.and (i64.shr_u (local.get $bits) (i64.const 40)) (i64.const 0x1ffc)))))
        (i32.store offset=8192 (local.get $place) (i32.add (i32.load offset=8192 (local.get $place)) (i32.const 1)))
        (local.set $place (i32.add (local.get $tables) (i32.wrap_i64 (i64.and (i64.shr_u (local.get $bits) (i64.const 51)) (i64.const 0x1ffc)))))
        (i32.store offset=16384 (local.get $place) (i32.add (i32.load offset=16384 (local.get $place)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next))))

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

  ;; Walks two ascending samples of $n and $m finite values, each with infinity behind its last. Leaves in $out the greatest difference of the
  ;; two distribution functions and the area between them, both times n m: whole numbers are exact, and one division at the end is enough. The
  ;; area carries what was lost on the way (Knuth's two-sum). One value a step and no branch on which side it comes from: that is a toss-up, so
  ;; the lesser value is taken by a vector instruction and the step by a mask, where `select` and `f64.min` would be branches.
  (func (export "walk") (param $a i32) (param $b i32) (param $n i64) (param $m i64) (param $out i32)
    (local $x v128) (local $y v128) (local $value f64) (local $before f64) (local $apart i64) (local $most f64) (local $gap f64)
    (local $area f64) (local $lost f64) (local $term f64) (local $sum f64) (local $part f64) (local $fromA i32) (local $both i64)
    (local.set $both (i64.add (local.get $n) (local.get $m)))
    (local.set $before (f64.min (f64.load (local.get $a)) (f64.load (local.get $b))))
    (block $done
      (loop $next
        (local.set $x (v128.load64_zero (local.get $a)))
        (local.set $y (v128.load64_zero (local.get $b)))
        (local.set $fromA (f64.le (f64x2.extract_lane 0 (local.get $x)) (f64x2.extract_lane 0 (local.get $y))))
        (local.set $value (f64x2.extract_lane 0 (f64x2.pmin (local.get $x) (local.get $y))))
        (br_if $done (f64.eq (local.get $value) (f64.const inf)))
        (local.set $gap (f64.sub (local.get $value) (local.get $before)))
        (local.set $term (f64.abs (f64.convert_i64_s (local.get $apart))))
        (if (i32.and (f64.gt (local.get $gap) (f64.const 0)) (f64.gt (local.get $term) (local.get $most)))
          (then (local.set $most (local.get $term))))
        (local.set $term (f64.mul (local.get $term) (local.get $gap)))
        (local.set $sum (f64.add (local.get $area) (local.get $term)))
        (local.set $part (f64.sub (local.get $sum) (local.get $area)))
        (local.set $lost (f64.add (local.get $lost) (f64.add
          (f64.sub (local.get $area) (f64.sub (local.get $sum) (local.get $part))) (f64.sub (local.get $term) (local.get $part)))))
        (local.set $area (local.get $sum))
        (local.set $before (local.get $value))
        (local.set $apart (i64.sub
          (i64.add (local.get $apart) (i64.and (local.get $both) (i64.sub (i64.const 0) (i64.extend_i32_u (local.get $fromA)))))
          (local.get $n)))
        (local.set $a (i32.add (local.get $a) (i32.shl (local.get $fromA) (i32.const 3))))
        (local.set $b (i32.add (local.get $b) (i32.shl (i32.eqz (local.get $fromA)) (i32.const 3))))
        (br $next)))
    (f64.store (local.get $out) (f64.max (local.get $most) (f64.abs (f64.convert_i64_s (local.get $apart)))))
    (f64.store offset=8 (local.get $out) (f64.add (local.get $area) (local.get $lost)))))
