using System.Globalization;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Sellers fill boards of fixed width and height; a full board pays its head and splits, and the head may enter again.</summary>
/// <remarks>
/// A board is a list of positions in heap order: the head, then level by level. Whoever enters takes the next free position of the board in which their
/// nearest upline stands, or else of the first board. When the last position is taken the head is paid, and each of the head's children becomes the head of a
/// board with the positions below it. Boards are carried as (board, position) per seller; a seller may stand in several.
/// </remarks>
internal sealed class BoardBonus
{
    private readonly Frame frame;
    private readonly BoardRule rule;
    private readonly BonusWork work;
    private readonly List<List<int>> boards = [];
    private readonly int size;

    public BoardBonus(Frame frame, BoardRule rule)
    {
        this.frame = frame;
        this.rule = rule;
        work = new BonusWork(frame, rule);
        size = SizeOf(rule.Document.Width, rule.Document.Height);
        Load();
    }

    /// <summary>How many positions a board has: two wide and two high has seven.</summary>
    public static int SizeOf(int width, int height)
    {
        var (positions, level) = (1, 1);
        for (var below = 0; below < height; below++)
        {
            level *= width;
            positions += level;
        }

        return positions;
    }

    /// <summary>Lets everybody enter who does so in this period, in order of joining.</summary>
    public LineBuffer Pay()
    {
        var nobody = default(Nobody);
        return Pay(ref nobody);
    }

    /// <summary>The same for a witness; once for each instance, because the boards move.</summary>
    public LineBuffer Pay<TWitness>(ref TWitness witness)
        where TWitness : IWitness
    {
        var lines = new LineBuffer();
        var enters = frame.Values(rule.Enters);
        var enrolled = frame.Enrolled;
        var queue = new Queue<int>(Enumerable.Range(0, frame.Count).Where(seller => enters[seller] != 0)
            .OrderBy(seller => enrolled[seller]).ThenBy(seller => seller));
        while (queue.TryDequeue(out var seller))
        {
            var board = BoardFor(seller);
            board.Add(seller);
            if (board.Count == size)
            {
                Cycle(board, lines, queue, ref witness);
            }
        }

        return lines;
    }

    /// <summary>The boards after the period, as carry: item <c>name/board/number/time</c> holds the position, from 1, of each seller who stands in the
    /// board for the first time, the second time and so on.</summary>
    public IEnumerable<(string Item, long[] Values)> Leaves()
    {
        for (var board = 0; board < boards.Count; board++)
        {
            var seats = boards[board].Select((seller, position) => (Seller: seller, Position: position + 1)).GroupBy(seat => seat.Seller)
                .SelectMany(seats => seats.Select((seat, time) => (seat.Seller, seat.Position, Time: time + 1)));
            foreach (var time in seats.GroupBy(seat => seat.Time))
            {
                var places = new long[frame.Count];
                foreach (var seat in time)
                {
                    places[seat.Seller] = seat.Position;
                }

                yield return (string.Create(CultureInfo.InvariantCulture, $"{rule.Name}/board/{board:D6}/{time.Key}"), places);
            }
        }
    }

    private void Load()
    {
        var prefix = $"{rule.Name}/board/";
        foreach (var times in frame.Carried.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .GroupBy(name => name[..name.LastIndexOf('/')]).OrderBy(times => times.Key, StringComparer.Ordinal))
        {
            boards.Add([.. times.SelectMany(frame.Carried.Entries).OrderBy(seat => seat.Value).Select(seat => seat.Key)]);
        }
    }

    private List<int> BoardFor(int seller)
    {
        var parent = frame.Tree(0).Parent;
        for (var at = parent[seller]; at >= 0; at = parent[at])
        {
            foreach (var board in boards)
            {
                if (board.Contains(at))
                {
                    return board;
                }
            }
        }

        if (boards.Count == 0)
        {
            boards.Add([]);
        }

        return boards[0];
    }

    private void Cycle<TWitness>(List<int> board, LineBuffer lines, Queue<int> queue, ref TWitness witness)
        where TWitness : IWitness
    {
        var head = board[0];
        var spot = new Spot(frame, head) { Source = head };
        var receives = work.MayReceive(spot, out var failed);
        var price = work.Price(1, 0, rule.Pays.At(spot), spot);
        if (TWitness.Watches)
        {
            var outcome = !receives ? Outcome.NotReceived : price.Amount == 0 ? Outcome.TooSmall : Outcome.Paid;
            witness.See(new Event(outcome, head, spot) { Failed = failed, Price = price, IsLost = !receives });
        }

        if (receives && price.Amount != 0)
        {
            lines.Add(rule.Index, LineKind.Pay, head, board[^1], -1, 0, 1, price.Rate, price.Amount);
        }

        var at = boards.IndexOf(board);
        boards.RemoveAt(at);
        boards.InsertRange(at, Enumerable.Range(1, rule.Document.Width).Select(child => Below(board, child)));
        if (rule.Document.ReEnters)
        {
            queue.Enqueue(head);
        }
    }

    /// <summary>The positions of a full board from one of them down, in heap order.</summary>
    private List<int> Below(List<int> board, int from)
    {
        var below = new List<int>();
        var level = new List<int> { from };
        while (level.Count > 0 && level[0] < board.Count)
        {
            below.AddRange(level.Select(position => board[position]));
            level = [.. level.SelectMany(position => Enumerable.Range((position * rule.Document.Width) + 1, rule.Document.Width))];
        }

        return below;
    }
}
