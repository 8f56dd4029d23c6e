namespace Compensation.Rules.Genealogy;

/// <summary>Represents how far the levels below one seller are filled: the first position that still has a free leg.</summary>
/// <remarks>
/// Positions are visited level by level and left to right, each once. Places are never given back, so a full position stays
/// full and
/// is left behind for good, with its children at the end of the queue.
/// </remarks>
internal sealed class LevelFrontier
{
    private readonly Queue<(int Position, int Level)> ahead = new();

    public LevelFrontier(int seller) => ahead.Enqueue((seller, 0));

    /// <summary>The first position with a free leg and its level below the seller, who is at level 0.</summary>
    public (int Position, int Level) First(PlacementTree tree)
    {
        while (true)
        {
            var (position, level) = ahead.Peek();
            if (tree.FirstFreeLeg(position) >= 0)
            {
                return (position, level);
            }

            ahead.Dequeue();
            for (var leg = 0; leg < tree.Width; leg++)
            {
                ahead.Enqueue((tree.ChildAt(position, leg), level + 1));
            }
        }
    }
}
