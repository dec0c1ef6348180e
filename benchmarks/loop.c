/* The peer in C: one pool, one unit a customer, priorities without interruption, a flat number of units.
   A heap of the moments at which each unit is next free; a linked list of those who wait, one for each class. */

#include <stdint.h>

#define MOST_UNITS 4096
#define MOST_CLASSES 8

static void replace_earliest(double *heap, int units, double moment)
{
    int place = 0, child = 1;
    while (child < units) {
        child += child + 1 < units && heap[child + 1] < heap[child];
        if (heap[child] >= moment)
            break;
        heap[place] = heap[child];
        place = child;
        child = 2 * place + 1;
    }
    heap[place] = moment;
}

/* Writes when each customer starts. following: room for one number a customer. Gives 1 where there is no room. */
int start_times(int64_t customers, const double *arrivals, const int8_t *classes, const double *services, int units,
                int32_t *following, double *start)
{
    double heap[MOST_UNITS] = {0};
    int32_t head[MOST_CLASSES], tail[MOST_CLASSES];
    int64_t waiting = 0;
    if (units > MOST_UNITS)
        return 1;
    for (int kind = 0; kind < MOST_CLASSES; kind++)
        head[kind] = -1;
    for (int64_t customer = 0; customer <= customers; customer++) {
        double now = customer < customers ? arrivals[customer] : 1.0 / 0.0;
        while (waiting && heap[0] <= now) {
            int kind = 0;
            while (head[kind] < 0)
                kind++;
            int32_t next = head[kind];
            head[kind] = following[next];
            start[next] = heap[0];
            replace_earliest(heap, units, heap[0] + services[next]);
            waiting--;
        }
        if (customer == customers)
            break;
        if (heap[0] <= now) {
            start[customer] = now;
            replace_earliest(heap, units, now + services[customer]);
            continue;
        }
        int kind = classes[customer];
        following[customer] = -1;
        if (head[kind] < 0)
            head[kind] = (int32_t)customer;
        else
            following[tail[kind]] = (int32_t)customer;
        tail[kind] = (int32_t)customer;
        waiting++;
    }
    return 0;
}
