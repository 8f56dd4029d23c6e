using System.Globalization;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Sellers fill boards of fixed width and height; a full board pays its head and splits, and the head may enter again.</summary>
/// <remarks>
/// A board is a list of positions in heap order: the head, then level by level. Whoever enters takes the next free position of the board in which their
/// nearest upline stands, or else of the oldest board. When the last position is taken the head is paid, and each of the head's children becomes the head of a
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

    /// <summary>The boards after the period, as carry: item <c>name/board/position</c> holds the board's number for each seller.</summary>
    public IEnumerable<(string Item, long[] Values)> Leaves()
    {
        for (var board = 0; board < boards.Count; board++)
        {
            var places = new long[frame.Count];
            for (var position = 0; position < boards[board].Count; position++)
            {
                var seller = boards[board][position];
                places[seller] = places[seller] == 0 ? position + 1 : (places[seller] * (size + 1)) + position + 1;
            }

            yield return (string.Create(CultureInfo.InvariantCulture, $"{rule.Name}/board/{board:D6}"), places);
        }
    }

    private void Load()
    {
        var prefix = $"{rule.Name}/board/";
        foreach (var name in frame.Carried.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList())
        {
            var places = frame.Carried.Item(name);
            var board = new SortedDictionary<long, int>();
            for (var seller = 0; seller < places.Length; seller++)
            {
                for (var code = places[seller]; code > 0; code /= size + 1)
                {
                    board[code % (size + 1)] = seller;
                }
            }

            boards.Add([.. board.Values]);
        }
    }

    private List<int> BoardFor(int seller)
    {
        var parent = frame.Tree(0).Parent;
        for (var at = seller; at >= 0; at = parent[at])
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
