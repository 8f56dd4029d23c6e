using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Boards: newcomers take seats; a full board pays its head and splits.</summary>
internal sealed partial class OracleClose
{
    private List<Line> Boarded(BoardModel board)
    {
        var lines = new List<Line>();
        var boards = (before.Boards.GetValueOrDefault(board.Name) ?? []).Select(seats => seats.ToList()).ToList();
        var waiting = new Queue<Member>(Members.OrderBy(member => member.Joined).Where(member => board.Enters.Holds(new Scene(this, member))));
        while (waiting.TryDequeue(out var next))
        {
            // Where the nearest upline stands; where nobody does, on the first board.
            var at = Upline("enrolment", next).Select(above => boards.Find(seats => seats.Contains(above))).FirstOrDefault(seats => seats is not null)
                ?? boards.FirstOrDefault();
            if (at is null)
            {
                boards.Add(at = []);
            }

            at.Add(next);
            if (at.Count < SeatsOf(board, board.Height))
            {
                continue;
            }

            var head = at[0];
            var scene = new Scene(this, head, head);
            if (MayReceive(board, scene))
            {
                lines.Add(new Line(board.Name, "Pay", head.Id, next.Id, "", 0, Amount(board, board.Pays.At(scene))));
            }

            var place = boards.IndexOf(at);
            boards.RemoveAt(place);
            boards.InsertRange(place, Enumerable.Range(1, board.Width).Select(child => Below(board, at, child, board.Height - 1).ToList()));
            if (board.ReEnters)
            {
                waiting.Enqueue(head);
            }
        }

        Carry.Boards[board.Name] = boards;
        return lines;
    }

    /// <summary>The seats of a board of so many levels below its head.</summary>
    private static int SeatsOf(BoardModel board, int height) => height == 0 ? 1 : 1 + (board.Width * SeatsOf(board, height - 1));

    /// <summary>Who sits at a seat and below it, level by level.</summary>
    private static IEnumerable<Member> Below(BoardModel board, List<Member> seats, int seat, int height)
    {
        List<int> level = [seat];
        for (var depth = 0; depth <= height; depth++)
        {
            foreach (var taken in level)
            {
                yield return seats[taken];
            }

            level = [.. level.SelectMany(above => Enumerable.Range((above * board.Width) + 1, board.Width))];
        }
    }
}
